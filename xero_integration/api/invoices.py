"""Creates the invoice of a draft: exactly one, however often it is asked for."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.doors import open_deal
from ..access.permissions import Permission
from ..documents.form_picks import take_created_contact
from ..documents.form_session import FormSession, open_session
from ..documents.models import InvoiceDraft
from ..documents.sending import Outcome, send
from ..outbox.models import Operation
from .base import Endpoint
from .described import described
from .draft_serializers import NewInvoice
from .fields import OperationState, operation_json
from .plan_shape import digest_of, problems_json
from .problems import problem

STATUSES = {"done": 201, "refused": 422, "cancelled": 409}
"""Of the operation; while it is on its way, 202."""


class Created(OperationState):
    document = serializers.UUIDField(
        allow_null=True, help_text="The invoice, once Xero has confirmed it."
    )


class Invoices(Endpoint):
    @described(
        operation_id="invoice_create",
        request=NewInvoice,
        responses={201: Created, 202: Created},
    )
    def post(self, request: Request, source: str, pk: str) -> Response:
        """Send a draft to Xero and wait for its answer.

        Sent again with the same draft it creates nothing more, and tells what came of it. 202
        says that Xero has not confirmed yet: it is looked after, and nothing is to be sent again.
        """
        open_deal(self.host_request, source, pk, Permission.CREATE_DOCUMENT)
        wanted = NewInvoice(data=request.data)
        wanted.is_valid(raise_exception=True)
        draft = str(wanted.validated_data["draft"])
        session = open_session(self.host_request, source, pk, named=draft)
        if session is None:
            return self._sent_before(source, pk, draft)
        seen = wanted.validated_data.get("plan")
        if seen and session.plan and seen != digest_of(session.plan) and not session.is_on_its_way:
            told = _("The plan has changed since it was shown. Look at it again before you go on.")
            return problem("plan_changed", told, 409)
        return _answered(session)

    def _sent_before(self, source: str, pk: str, draft: str) -> Response:
        deal = open_deal(self.host_request, source, pk, Permission.CREATE_DOCUMENT)
        mine = InvoiceDraft.objects.filter(
            source=deal.ref.source, subject_pk=deal.ref.pk, connection__tenant=deal.tenant
        )
        row = mine.select_related("operation").filter(pk=draft, edits__isnull=True).first()
        if row is None or row.operation is None:
            raise Http404
        return _of(row.operation)


def _answered(session: FormSession) -> Response:
    sent = send(session)
    if sent.outcome is Outcome.BLOCKED:
        told = _("This invoice can't be created yet. See the list of problems.")
        return problem("plan_blocked", told, 422, errors=problems_json(session))
    if sent.outcome is Outcome.FOUND or sent.operation is None:
        told = _(
            "Xero has an invoice for this deal that was missing here. It is on the deal now: "
            "look at it before you create another one."
        )
        return problem("found_in_xero", told, 409)
    session.row.operation = sent.operation
    take_created_contact(session)
    return _of(sent.operation)


def _of(operation: Operation) -> Response:
    told = operation_json(operation)
    status = STATUSES.get(operation.state, 202)
    if status >= 400:
        message = " ".join(told["messages"]) or _("Xero did not accept this.")
        return problem(
            operation.error_code or operation.state,
            message,
            status,
            reasons=told["messages"],
            operation=told["id"],
        )
    return Response({**told, "document": _document_of(operation)}, status=status)


def _document_of(operation: Operation) -> Any:
    document = getattr(operation, "document", None)
    return str(document.pk) if document else None
