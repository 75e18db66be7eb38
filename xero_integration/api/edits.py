"""Changes an invoice in Xero, or begins a new one from it: the draft of a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ..documents import edit_copy
from ..documents.actions import ActionRefused
from ..documents.edit_copy_page import CopyPage
from ..documents.edit_purpose import EditInvoice
from ..documents.edit_session import OpenDocument, open_document, open_edit_session
from ..documents.form_session import FormSession, session_in
from ..documents.matrix import Action, Verdict
from . import draft_serializers as shapes
from .answering import Sent
from .asking import sent
from .described import CHANGED, described
from .documents import OneDocument
from .drafts import (
    DealDraft,
    DraftChoices,
    DraftContact,
    DraftEndpoint,
    DraftItem,
    DraftPlan,
    shown,
)
from .fields import Strict
from .plan_shape import edit_plan_json
from .problems import problem
from .sending import Pressed

GIVEN = OpenApiParameter("connection", exclude=True)
"""The organisation is the document's."""

EndpointClass = TypeVar("EndpointClass", bound=type[DraftEndpoint])


def named(**operations: tuple[str, str]) -> Callable[[EndpointClass], EndpointClass]:
    """Operation ids and sentences, by method, of what is inherited from a deal's own draft."""
    told = {
        method: extend_schema(operation_id=name, description=sentence, parameters=[GIVEN])
        for method, (name, sentence) in operations.items()
    }
    return extend_schema_view(**told)


class OfDocument(DraftEndpoint):
    """Of the one open draft that changes a document, made from what Xero holds."""

    def door(self, **place: Any) -> OpenDocument:
        where = place["source"], place["pk"], place["document"]
        return open_document(self.host_request, *where, Action.EDIT)

    def session(self, *, named: str = "", **place: Any) -> FormSession | None:
        session = open_edit_session(self.door(**place), named=named)
        if isinstance(session, Verdict):
            raise ActionRefused.because(session)
        return session


@named(
    get=("edit_read", "The draft that changes the document, begun with what Xero holds."),
    patch=("edit_change", "Keep what was typed, right or wrong; the plan says what can’t be read."),
    delete=("edit_restart", "Throw away what was typed and begin with what Xero holds now."),
)
class DocumentDraft(OfDocument, DealDraft):
    pass


@named(get=("edit_choices", "What the lists of a form offer to this caller."))
class DocumentDraftChoices(OfDocument, DraftChoices):
    pass


class DocumentDraftPlan(OfDocument, DraftPlan):
    @described(operation_id="edit_plan", responses={200: shapes.EditPlan})
    def get(self, request: Request, **place: Any) -> Response:
        """What would change in Xero: old and new, its totals, every problem. No call."""
        session = self.opened(**place)
        return self.answer(edit_plan_json(session, cast("EditInvoice", session.purpose)))


@named(
    get=("edit_contact_candidates", "Contacts that may be the customer, best first."),
    put=("edit_contact_link", "Another customer for the invoice, or a new one."),
    delete=("edit_contact_unlink", "Forget the link, or the wish for a new contact."),
)
class DocumentDraftContact(OfDocument, DraftContact):
    pass


@named(
    get=("edit_item_candidates", "Items that may be the product of a line, best first."),
    put=("edit_item_link", "Put an item into a line."),
    delete=("edit_item_unlink", "Take the item out of a line."),
)
class DocumentDraftItem(OfDocument, DraftItem):
    pass


class DocumentDraftOverwrite(OfDocument):
    @described(
        operation_id="edit_overwrite",
        request=None,
        headers=CHANGED,
        responses={200: shapes.Draft},
    )
    def post(self, request: Request, **place: Any) -> Response:
        """Keep what was typed although the invoice has changed in Xero: see ``news``."""
        with self.changing(**place) as session:
            session.purpose.overwrite(session)
            session.reload()
        return self.answer(shown(session))


class DocumentChanges(OfDocument, Pressed):
    done = 200

    @described(
        operation_id="edit_save",
        request=shapes.DraftToSend,
        responses={200: Sent, 202: Sent},
    )
    def post(self, request: Request, **place: Any) -> Response:
        """Save the changes of the draft in Xero and wait for its answer.

        Sent again with the same draft it saves nothing more, and tells what came of it. 202
        says that Xero has not confirmed yet: it is looked after, and nothing is to be sent again.
        """
        return self.pressed(request, **place)


class CopyRequest(Strict):
    replace = serializers.BooleanField(
        required=False, help_text="Also in place of another draft that the deal has open."
    )


class DocumentCopy(OneDocument):
    http_method_names = ["post"]

    @described(
        operation_id="document_copy",
        request=CopyRequest,
        headers=CHANGED,
        responses={201: shapes.Draft},
    )
    def post(self, request: Request, source: str, pk: str, document: UUID) -> Response:
        """Begin a new draft of the deal with what the document says; nothing goes to Xero.

        To replace the document, void or delete it first.
        """
        opened = open_document(self.host_request, source, pk, document, Action.COPY)
        wanted = sent(CopyRequest, request)
        self.insist_on(lambda: self._shown(opened.deal, document))
        page = CopyPage(opened)
        if not page.verdict.allowed:
            raise ActionRefused.because(page.verdict)
        if page.unfinished and not wanted.get("replace"):
            told = _("The deal has an unfinished invoice. Say whether the copy should replace it.")
            return problem("draft_open", told, 409)
        organisation = opened.document.connection
        values = edit_copy.copied_values(opened.deal, opened.document)
        row = edit_copy.begin_copy(opened.deal, opened.document, values)
        session = session_in(organisation, self.host_request, opened.deal, named=str(row.pk))
        if session is None:  # somebody has sent it in this moment
            raise Http404
        return self.answer(shown(session), status=201)
