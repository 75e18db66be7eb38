"""The kind of operation that changes an invoice in Xero."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ..client import XeroClient, wire
from ..client.answers import Element
from ..client.records import Invoice
from ..exceptions import NotFound
from ..outbox.kinds import OperationKind, Outcome
from ..outbox.models import Operation
from ..pages import page_url
from .action_operations import is_fresh, take_over
from .edit_holds import holds
from .edit_payload import lines_by_id
from .edit_services import KIND, held_in
from .edit_values import content_of
from .models import InvoiceDraft
from .operations import ANY_FORM, outcome_of

CHANGED = gettext_noop(
    "It has changed in Xero since these changes were asked for. Open the form again and compare."
)


class UpdateInvoice(OperationKind):
    """POST of all that the form shows.

    Sent twice it says the same, yet it is not repeatable: between the two somebody may have
    changed the invoice in Xero. So after a lost answer Xero is looked at first, and whatever
    is not sent at once is only sent if Xero still holds what the person saw.
    """

    name = KIND
    label = _("Change invoice")

    def send(
        self, client: XeroClient, operations: Sequence[Operation], idempotency_key: str
    ) -> list[Outcome]:
        (operation,) = operations
        if not is_fresh(operation):
            known = self._known(client, operation)
            if known is not None:
                return [known]
        body = msgspec.Raw(operation.body.encode())
        (result,) = client.invoices.update(body, idempotency_key=idempotency_key)
        return [outcome_of(result)]

    def look(
        self, client: XeroClient, operations: Sequence[Operation]
    ) -> Mapping[uuid.UUID, Outcome]:
        (operation,) = operations
        element = _read(client, operation)
        if element is None or not _has_it(operation, element.record):
            return {}
        return {operation.pk: Outcome(xero_id=operation.target, element=element)}

    def apply(self, operation: Operation, outcome: Outcome) -> None:
        """Take over the answer, close the draft; the plan of the creation is history now."""
        take_over(operation, outcome)
        draft = _draft(operation)
        if draft is None:
            return
        InvoiceDraft.objects.filter(operation__document=draft.edits_id).update(difference=None)
        document = draft.edits
        if document is not None and draft.planned_total not in (None, document.total):
            draft.difference = document.total - (draft.planned_total or 0)
        draft.open_key, draft.closed_at = None, timezone.now()
        draft.save(update_fields=["open_key", "closed_at", "difference"])

    def form_instead(self, operation: Operation) -> str:
        """The form alone knows what people want by now, and what Xero holds."""
        draft = _draft(operation)
        if draft is None or draft.edits_id is None:
            return ""
        address = (draft.source, draft.subject_pk, draft.edits_id)
        return page_url("document_edit", *address) or ANY_FORM

    def _known(self, client: XeroClient, operation: Operation) -> Outcome | None:
        """How it ended already, None when it is still to be sent."""
        element = _read(client, operation)
        if element is None:
            return None
        if _has_it(operation, element.record):
            return Outcome(xero_id=operation.target, element=element)
        base = _base(operation)
        if base is not None and content_of(base) == content_of(element.record):
            return None
        take_over(operation, Outcome(element=element))
        return Outcome(refusals=(CHANGED,))


def _read(client: XeroClient, operation: Operation) -> Element[Invoice] | None:
    try:
        return client.invoices.get(operation.target)
    except NotFound:
        return None


def _has_it(operation: Operation, invoice: Invoice) -> bool:
    contact, base = operation.depends_on, _base(operation)
    return holds(
        invoice,
        wire.plain(operation.body),
        known=lines_by_id(base) if base else (),
        contact_id=contact.answer_id.lower() if contact else "",
    )


def _base(operation: Operation) -> Invoice | None:
    """What the person saw who asked for the change."""
    draft = _draft(operation)
    held = held_in(draft.values.get("began_with")) if draft else None
    return held.invoice if held else None


def _draft(operation: Operation) -> InvoiceDraft | None:
    return InvoiceDraft.objects.select_related("edits").filter(operation=operation).first()
