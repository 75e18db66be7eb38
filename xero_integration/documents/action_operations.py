"""The kinds of operation behind people's actions: a new status, an e-mail, a note."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ..client import XeroClient, wire
from ..client.answers import Element, WriteResult, read
from ..client.records import HistoryRecord, Invoice
from ..exceptions import NotFound, XeroIntegrationError
from ..outbox.kinds import OperationKind, Outcome
from ..outbox.models import Operation, OperationState
from . import mirror
from .edit_values import content_of
from .models import Document, DocumentKind, DocumentVersion, VersionSource
from .subjects import document_of

AT_ONCE = timedelta(seconds=15)
"""What is sent this soon after it was asked for goes out without another look."""

LOOK_BACK = timedelta(minutes=10)
"""Our clock and Xero's may differ by this much."""

SENT = "sent"
"""In what Xero's history calls the sending of an invoice: "Invoice sent"."""

CHANGED = gettext_noop(
    "It has changed in Xero since this was asked for. Look at it again before you go on."
)
UNCONFIRMED_MAIL = gettext_noop(
    "Xero did not confirm that it sent this e-mail, and does not show it as sent. "
    "Ask the customer, then send it again or leave it."
)

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
        document = document_of(operation)
        if not is_fresh(operation):
            known = self._known(client, operation, document)
            if known is not None:
                return [known]
        noun = _noun(client, document)
        body = msgspec.Raw(operation.body.encode())
        (result,) = noun.update(body, idempotency_key=idempotency_key)
        return [_outcome(operation, result)]

    def look(
        self, client: XeroClient, operations: Sequence[Operation]
    ) -> Mapping[uuid.UUID, Outcome]:
        (operation,) = operations
        element = _read(client, document_of(operation))
        if element is None or not _has_reached(operation, element):
            return {}
        return {operation.pk: Outcome(xero_id=operation.target, element=element)}

    def apply(self, operation: Operation, outcome: Outcome) -> None:
        take_over(operation, outcome)

    def _known(
        self, client: XeroClient, operation: Operation, document: Document
    ) -> Outcome | None:
        """How it ended already, None when it is still to be sent.

        Nobody approves or voids by this what somebody has made of it in Xero since.
        """
        element = _read(client, document)
        if element is None:
            return None
        if _has_reached(operation, element):
            return Outcome(xero_id=operation.target, element=element)
        if not _has_changed(operation, document, element):
            return None
        take_over(operation, Outcome(element=element))
        return Outcome(refusals=(CHANGED,))


class EmailInvoice(OperationKind):
    """Xero sends the mail. Reading the invoice afterwards shows at once that it was sent.

    A customer who gets an invoice twice doubts both. Xero promises nowhere that its history
    names every mail, so one that may have gone out is sent again by a person only.
    """

    name = "document.email"
    label = _("E-mail to the customer")
    absence_is_proof = False
    unconfirmed = UNCONFIRMED_MAIL

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


def is_fresh(operation: Operation) -> bool:
    """Sent for the first time while the person waits: what they saw was checked just now."""
    return operation.attempts == 1 and timezone.now() - operation.created_at < AT_ONCE


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


def _has_reached(operation: Operation, element: Element[Any]) -> bool:
    status: str = element.record.status
    return status in REACHED[wire.plain(operation.body)["Status"]]


def _has_changed(operation: Operation, document: Document, element: Element[Any]) -> bool:
    """In what people see of it; a mail that went out or a payment is for Xero to judge."""
    before = _version_before(operation, document)
    if before is None:
        return False
    return content_of(read(type(element.record), before.encode())) != content_of(element.record)


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
    before = _version_before(operation, document)
    return before is not None and bool(read(Invoice, before.encode()).sent_to_contact)


def _version_before(operation: Operation, document: Document) -> str | None:
    """What Xero had told of the document when the operation was asked for, as JSON."""
    known = DocumentVersion.objects.filter(
        document=document, learned_at__lte=operation.created_at
    ).order_by("-learned_at", "-id")
    return known.values_list("raw", flat=True).first()


def _details(operation: Operation) -> str:
    return str(wire.plain(operation.body)["Details"])
