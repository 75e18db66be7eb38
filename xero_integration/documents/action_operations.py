"""The kinds of operation behind people's actions: a new status, an e-mail, a note."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from ..client import XeroClient, wire
from ..client.answers import Element, WriteResult, read
from ..client.records import HistoryRecord, Invoice
from ..exceptions import NotFound, XeroIntegrationError
from ..outbox.kinds import OperationKind, Outcome
from ..outbox.models import Operation, OperationState
from . import mirror
from .models import Document, DocumentKind, DocumentVersion, VersionSource
from .subjects import document_of

LOOK_BACK = timedelta(minutes=10)
"""Our clock and Xero's may differ by this much."""

SENT = "sent"
"""In what Xero's history calls the sending of an invoice: "Invoice sent"."""

REACHED: Mapping[str, frozenset[str]] = {
    "SUBMITTED": frozenset({"SUBMITTED", "AUTHORISED", "PAID", "VOIDED"}),
    "AUTHORISED": frozenset({"AUTHORISED", "PAID", "VOIDED"}),
    "VOIDED": frozenset({"VOIDED"}),
    "DELETED": frozenset({"DELETED"}),
}
"""Statuses that a document can be in only after it had the wanted one."""

WORDS: Mapping[str, Any] = {
    "SUBMITTED": _("Submit for approval"),
    "AUTHORISED": _("Approve"),
    "VOIDED": _("Void"),
    "DELETED": _("Delete"),
}


class ChangeStatus(OperationKind):
    """POST of the id and the new status alone, so that nothing else can change."""

    name = "document.status"
    label = _("Change status")

    def words(self, operation: Operation) -> str:
        wanted = wire.plain(operation.body).get("Status", "")
        return str(WORDS.get(wanted, self.label))

    def send(
        self, client: XeroClient, operations: Sequence[Operation], idempotency_key: str
    ) -> list[Outcome]:
        (operation,) = operations
        noun = _noun(client, document_of(operation))
        body = msgspec.Raw(operation.body.encode())
        (result,) = noun.update(body, idempotency_key=idempotency_key)
        return [_outcome(operation, result)]

    def look(
        self, client: XeroClient, operations: Sequence[Operation]
    ) -> Mapping[uuid.UUID, Outcome]:
        (operation,) = operations
        element = _read(client, document_of(operation))
        wanted = wire.plain(operation.body)["Status"]
        if element is None or element.record.status not in REACHED[wanted]:
            return {}
        return {operation.pk: Outcome(xero_id=operation.target, element=element)}

    def apply(self, operation: Operation, outcome: Outcome) -> None:
        take_over(operation, outcome)


class EmailInvoice(OperationKind):
    """Xero sends the mail. Reading the invoice afterwards shows at once that it was sent."""

    name = "document.email"
    label = _("E-mail to the customer")

    def send(
        self, client: XeroClient, operations: Sequence[Operation], idempotency_key: str
    ) -> list[Outcome]:
        (operation,) = operations
        client.invoices.email(operation.target, idempotency_key=idempotency_key)
        element = None
        with suppress(XeroIntegrationError):  # the mail is out; the next news tells the rest
            element = client.invoices.get(operation.target)
        return [Outcome(xero_id=operation.target, element=element)]

    def look(
        self, client: XeroClient, operations: Sequence[Operation]
    ) -> Mapping[uuid.UUID, Outcome]:
        """In Xero's history, then at the mark that Xero sets on what was sent."""
        (operation,) = operations
        document = document_of(operation)
        element = _read(client, document)
        if element is None:
            return {}
        entries = [
            entry for entry in _news(client, operation, document) if SENT in entry.changes.lower()
        ]
        in_history = len(entries) > _done_before(operation)
        newly_marked = bool(element.record.sent_to_contact) and not _was_marked(operation, document)
        if not (in_history or newly_marked):
            return {}
        return {operation.pk: Outcome(xero_id=operation.target, element=element)}

    def apply(self, operation: Operation, outcome: Outcome) -> None:
        take_over(operation, outcome)


class AddNote(OperationKind):
    """A line in Xero's history; it is permanent, and Xero calls its author an app."""

    name = "document.note"
    label = _("Add a note to Xero's history")

    def send(
        self, client: XeroClient, operations: Sequence[Operation], idempotency_key: str
    ) -> list[Outcome]:
        (operation,) = operations
        client.history.add(
            endpoint_of(document_of(operation)),
            operation.target,
            _details(operation),
            idempotency_key=idempotency_key,
        )
        return [Outcome(xero_id=operation.target)]

    def look(
        self, client: XeroClient, operations: Sequence[Operation]
    ) -> Mapping[uuid.UUID, Outcome]:
        (operation,) = operations
        entries = _news(client, operation, document_of(operation))
        same = [entry for entry in entries if entry.details == _details(operation)]
        if len(same) <= _done_before(operation, body=operation.body):
            return {}
        return {operation.pk: Outcome(xero_id=operation.target)}

    def apply(self, operation: Operation, outcome: Outcome) -> None:
        """A note changes nothing of the document itself."""


def is_credit_note(document: Document) -> bool:
    return document.kind == DocumentKind.ACCRECCREDIT


def endpoint_of(document: Document) -> str:
    return "CreditNotes" if is_credit_note(document) else "Invoices"


def take_over(operation: Operation, outcome: Outcome) -> None:
    """No operation is named in the news: that would make it the one that made the document."""
    if outcome.element is not None:
        news = mirror.News(VersionSource.ANSWER, operation.actor_name)
        mirror.apply(operation.connection, [outcome.element], news)


def _outcome(operation: Operation, result: WriteResult[Any]) -> Outcome:
    if result.record is None:
        return Outcome(refusals=result.errors)
    return Outcome(xero_id=operation.target, element=result.element())


def _noun(client: XeroClient, document: Document) -> Any:
    return client.credit_notes if is_credit_note(document) else client.invoices


def _read(client: XeroClient, document: Document) -> Element[Any] | None:
    """What Xero holds now; None when it does not know the document any more."""
    try:
        element: Element[Any] = _noun(client, document).get(document.xero_id)
    except NotFound:
        return None
    return element


def _since(operation: Operation) -> datetime:
    return (operation.first_sent_at or operation.created_at) - LOOK_BACK


def _news(client: XeroClient, operation: Operation, document: Document) -> list[HistoryRecord]:
    """What Xero's history holds since shortly before the first send."""
    since = _since(operation)
    try:
        entries = client.history.of(endpoint_of(document), document.xero_id)
    except NotFound:
        return []
    return [entry for entry in entries if entry.date_utc and entry.date_utc >= since]


def _done_before(operation: Operation, **alike: str) -> int:
    """How many of the entries that a look may find belong to other operations of ours."""
    done = Operation.objects.filter(
        connection=operation.connection_id,
        subject=operation.subject,
        kind=operation.kind,
        state=OperationState.DONE,
        finished_at__gte=_since(operation),
        **alike,
    )
    return done.exclude(pk=operation.pk).count()


def _was_marked(operation: Operation, document: Document) -> bool:
    """Whether Xero called the invoice sent before this operation was asked for."""
    known = DocumentVersion.objects.filter(
        document=document, learned_at__lte=operation.created_at
    ).order_by("-learned_at", "-id")
    before = known.values_list("raw", flat=True).first()
    return before is not None and bool(read(Invoice, before.encode()).sent_to_contact)


def _details(operation: Operation) -> str:
    return str(wire.plain(operation.body)["Details"])
