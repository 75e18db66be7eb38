"""Answers a press of a button: what came of it, and what stands in its way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.doors import open_deal
from ..access.permissions import Permission
from ..documents.form_picks import take_created_contact
from ..documents.form_session import FormSession
from ..documents.models import InvoiceDraft
from ..documents.sending import Outcome, send
from ..host.records import SubjectRef
from ..outbox.models import Operation
from .answering import operation_answer, sent_json
from .asking import sent
from .draft_serializers import DraftToSend
from .drafts import DraftEndpoint
from .plan_shape import digest_of, problems_json
from .problems import problem


class Pressed(DraftEndpoint):
    """Sends the draft that is named, once."""

    done: int

    def pressed(self, request: Request, **place: Any) -> Response:
        self.door(**place)
        wanted = sent(DraftToSend, request)
        session = self.session(named=str(wanted["draft"]), **place)
        if session is None:
            return self._sent_before(wanted["draft"], **place)
        return press(session, seen=wanted.get("plan", ""), done=self.done)

    def _sent_before(
        self, draft: UUID, *, source: str, pk: str, document: UUID | None = None
    ) -> Response:
        deal = open_deal(self.host_request, source, pk, Permission.CREATE_DOCUMENT)
        mine = InvoiceDraft.objects.filter(
            source=deal.ref.source,
            subject_pk=deal.ref.pk,
            connection__tenant=deal.tenant,
            edits=document,
        )
        row = mine.select_related("operation").filter(pk=draft).first()
        if row is None or row.operation is None:
            raise Http404
        return answer_of(self.host_request, row, row.operation, done=self.done)


def press(session: FormSession, *, seen: str, done: int) -> Response:
    """Send the draft and wait for Xero. ``seen`` is the digest that was shown, "" for any."""
    plan = session.plan
    if seen and plan and seen != digest_of(plan) and not session.is_on_its_way:
        told = _("The plan has changed since it was shown. Look at it again before you go on.")
        return problem("plan_changed", told, 409)
    result = send(session)
    if result.outcome is Outcome.BLOCKED:
        told = _("This invoice can't be created yet. See the list of problems.")
        return problem("plan_blocked", told, 422, errors=problems_json(session))
    if result.outcome is Outcome.NEEDLESS:
        told = _("Nothing was changed, so nothing was sent to Xero.")
        return problem("nothing_changed", told, 409)
    if result.outcome is Outcome.FOUND or result.operation is None:
        told = _(
            "Xero has an invoice for this deal that was missing here. It is on the deal now: "
            "look at it before you create another one."
        )
        return problem("found_in_xero", told, 409)
    session.row.operation = result.operation
    take_created_contact(session)
    return answer_of(session.request, session.row, result.operation, done=done)


def answer_of(
    request: HttpRequest, row: InvoiceDraft, operation: Operation, *, done: int
) -> Response:
    """What came of a draft that was sent, now or before."""
    document = row.edits or getattr(operation, "document", None)
    ref, told = SubjectRef(row.source, row.subject_pk), sent_json(operation, document)
    return operation_answer(request, ref, operation, told=told, done=done)
