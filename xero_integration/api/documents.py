"""The documents of a deal's customer, and what people do with them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.doors import OpenDeal, open_deal
from ..access.permissions import Permission
from ..documents.action_page import ActionPage, open_action
from ..documents.actions import KIND_OF, STATUS_OF, act, longest_note, version_of
from ..documents.badges import badges_of
from ..documents.history_asking import ask
from ..documents.history_attaching import attach, detach
from ..documents.history_rows import with_organisation
from ..documents.history_scope import HistoryScope
from ..documents.matrix import Action
from ..documents.models import Document
from ..documents.panel import open_in_xero_url
from ..documents.pdf import pdf_answer
from ..documents.reading import readable
from ..documents.subjects import operations_on
from ..documents.verdicts import all_verdicts, busy_among, rights_of
from . import panel_serializers as shapes
from .answering import operation_answer
from .asking import sent
from .base import Endpoint, SeenRequired
from .described import CHANGED, described
from .fields import ISO_DAYS, OperationState, operation_json
from .idempotency import press_of
from .paging import NewestFirst, paged_schema
from .problems import ProblemRenderer

ACTION = OpenApiParameter(
    "action", str, OpenApiParameter.PATH, enum=sorted(action.value for action in KIND_OF)
)


class DocumentFilters(django_filters.FilterSet):  # type: ignore[misc]
    """Narrow the list; days are the document's own."""

    from_date = django_filters.DateFilter("date", "gte", input_formats=ISO_DAYS)
    until_date = django_filters.DateFilter("date", "lte", input_formats=ISO_DAYS)
    status = django_filters.CharFilter("status")
    kind = django_filters.CharFilter("kind")
    currency = django_filters.CharFilter("currency")
    number = django_filters.CharFilter("number", "icontains")
    reference = django_filters.CharFilter("reference", "icontains")


class Documents(Endpoint):
    @described(
        operation_id="document_list",
        parameters=paged_schema(DocumentFilters),
        responses={200: NewestFirst.page_of(shapes.DocumentSummary)},
    )
    def get(self, request: Request, source: str, pk: str) -> Response:
        """All documents of the deal's customer, and the deal's own, the newest first."""
        deal = open_deal(self.host_request, source, pk, Permission.VIEW)
        scope = HistoryScope(deal)
        narrowed = DocumentFilters(request.query_params, queryset=scope.documents())
        if not narrowed.is_valid():
            raise ValidationError(narrowed.errors)
        pages = NewestFirst()
        own = set(scope.own_ids)
        rows = [_summary(each, own) for each in pages.rows_of(narrowed.qs, request)]
        return self.answer(pages.told(shapes.DocumentSummary(rows, many=True).data))


class OneDocument(Endpoint):
    needs = Permission.CREATE_DOCUMENT

    @described(operation_id="document_read", responses={200: shapes.Document})
    def get(self, request: Request, source: str, pk: str, document: UUID) -> Response:
        """One document with its lines, what was paid, and what may be done with it."""
        deal = open_deal(self.host_request, source, pk, Permission.VIEW)
        return self.answer(self._shown(deal, document))

    def _shown(self, deal: OpenDeal, pk: UUID) -> Any:
        scope = HistoryScope(deal)
        found = scope.document(pk)
        rights = rights_of(self.host_request, deal) if found.pk in scope.own_ids else frozenset()
        return _whole(found, set(scope.own_ids), rights)

    @described(
        operation_id="document_attach",
        request=None,
        responses={200: shapes.Document},
    )
    def put(self, request: Request, source: str, pk: str, document: UUID) -> Response:
        """Attach a document of the customer to the deal; it may belong to several."""
        deal = open_deal(self.host_request, source, pk, Permission.CREATE_DOCUMENT)
        self.insist_on(lambda: self._shown(deal, document))
        attach(deal, HistoryScope(deal).attachable(document))
        return self.get(request, source, pk, document)

    @described(operation_id="document_detach", responses={204: None})
    def delete(self, request: Request, source: str, pk: str, document: UUID) -> Response:
        """Take a document off this deal; nothing changes in Xero."""
        deal = open_deal(self.host_request, source, pk, Permission.CREATE_DOCUMENT)
        self.insist_on(lambda: self._shown(deal, document))
        detach(deal, HistoryScope(deal).document(document))
        return Response(status=204)


class DocumentAction(OneDocument):
    http_method_names = ["post"]

    def door(self, **place: Any) -> ActionPage:
        return open_action(self.host_request, **place)

    @described(
        operation_id="document_act",
        headers=CHANGED,
        parameters=[ACTION],
        request=shapes.ActionRequest,
        responses={200: OperationState, 202: OperationState},
    )
    def post(self, request: Request, source: str, pk: str, document: UUID, action: str) -> Response:
        """Approve, submit, void, delete, e-mail or note, and wait for Xero's answer.

        Asked twice for the same version it is done once. 202 says that Xero has not confirmed
        yet: it is looked after, and nothing is to be sent again.
        """
        page = open_action(self.host_request, source, pk, document, action)
        said = sent(shapes.ActionRequest, request)
        _check_note(page, said.get("text", ""))
        if page.action in STATUS_OF and not self._seen(page, said.get("seen", "")):
            raise SeenRequired()
        self.insist_on(lambda: self._shown(page.deal, document))
        operation = act(
            page.document,
            page.action,
            actor=page.deal.actor,
            rights=page.rights,
            seen=self._seen(page, said.get("seen", "")),
            nonce=said.get("nonce") or press_of(request, self.caller),
            text=said.get("text", ""),
            again=said.get("again", False),
        )
        told = operation_json(operation)
        return operation_answer(self.host_request, page.deal.ref, operation, told=told)

    def _seen(self, page: ActionPage, named: str) -> str:
        """``If-Match`` is compared without the lock; as a version it holds under it too."""
        return named or (version_of(page.document) if "If-Match" in self.request.headers else "")


class Pdf(BaseRenderer):
    """Named for who asks for it; the file is answered as it is."""

    media_type = "application/pdf"
    format = "pdf"


class DocumentPdf(Endpoint):
    also_answers = (ProblemRenderer, Pdf)

    @described(
        operation_id="document_pdf",
        headers=(),
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY),
        },
    )
    def get(self, request: Request, source: str, pk: str, document: UUID) -> HttpResponseBase:
        """Xero's own PDF."""
        _deal, found = readable(self.host_request, source, pk, document, Action.PDF)
        return pdf_answer(found)


class DocumentOnline(Endpoint):
    @described(operation_id="document_online_link", headers=(), responses={200: shapes.OnlineLink})
    def get(self, request: Request, source: str, pk: str, document: UUID) -> Response:
        """The customer's link; whoever has it sees the invoice, so it is asked for each time."""
        _deal, found = readable(self.host_request, source, pk, document, Action.ONLINE_LINK)
        address = ask(found.connection, lambda client: client.invoices.online_url(found.xero_id))
        return Response({"url": address})


def _check_note(page: ActionPage, text: str) -> None:
    if page.action is not Action.NOTE:
        return
    longest = longest_note(page.deal.actor)
    if not text.strip():
        raise ValidationError({"text": [_("Write the note.")]})
    if len(text) > longest:
        told = ngettext("At most %(count)s character.", "At most %(count)s characters.", longest)
        raise ValidationError({"text": [told % {"count": longest}]})


def _summary(document: Document, own: set[UUID]) -> dict[str, Any]:
    names = ("kind", "number", "status", "status_label", "date", "due_date", "reference",
             "contact_id", "contact_name", "currency", "total", "amount_due")  # fmt: skip
    return {
        "id": document.pk,
        **{name: getattr(document, name) for name in names},
        "connection": document.connection_id,
        "attached": document.pk in own,
    }


def _whole(found: Document, own: set[UUID], rights: frozenset[Permission]) -> Any:
    (document,) = with_organisation(
        Document.objects.filter(pk=found.pk).select_related("connection")
    )
    names = ("xero_id", "line_amount_types", "subtotal", "total_tax", "amount_paid",
             "amount_credited", "remaining_credit", "sent_to_contact", "learned_at")  # fmt: skip
    address = open_in_xero_url(document, getattr(document, "short_code", ""))
    busy = bool(busy_among(operations_on([document]).open()))
    verdicts = all_verdicts(document, rights, busy=busy, can_open=bool(address))
    body = {
        **_summary(document, own),
        **{name: getattr(document, name) for name in names},
        "version": version_of(document),
        "open_in_xero_url": address,
        "badges": [badge.code for badge in badges_of(document, today=timezone.localdate())],
        "actions": {action.value: verdict for action, verdict in verdicts.items()},
        "lines": document.lines.all(),
        "settlements": document.settlements.order_by("date", "id"),
    }
    return shapes.Document(body).data
