"""What a sweep compares: what the mirror believes of an open document, and what Xero says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ..client.records import CreditNote, Invoice
from ..documents.columns import document_columns
from ..documents.models import Document
from .models import RepairCause

OPEN = ("DRAFT", "SUBMITTED", "AUTHORISED")


class Facts(NamedTuple):
    """What can be compared without reading a document whole.

    Xero does not date every change: https://developer.xero.com/documentation/api/accounting/
    requests-and-responses names the due date and "sent" of part-paid documents.
    """

    status: str
    amount_due: Decimal
    total: Decimal
    due_date: date | None
    sent_to_contact: bool | None
    updated_at: datetime | None


def believed(document: Document) -> Facts:
    """What the mirror holds; of a credit note, ``amount_due`` is what is left of it."""
    return Facts(
        status=document.status,
        amount_due=document.remaining_credit or document.amount_due,
        total=document.total,
        due_date=document.due_date,
        sent_to_contact=document.sent_to_contact,
        updated_at=document.updated_at,
    )


def told(record: Invoice | CreditNote) -> Facts:
    """What Xero's list says; may raise ValueError for a date that is none."""
    columns = document_columns(record)
    return Facts(
        status=columns["status"],
        amount_due=columns["remaining_credit"] or columns["amount_due"],
        total=columns["total"],
        due_date=columns["due_date"],
        sent_to_contact=record.sent_to_contact,
        updated_at=columns["updated_at"],
    )


def differs(held: Facts, found: Facts) -> bool:
    """Whether Xero knows something newer; a mirror that is ahead of a list just read is right."""
    if held.updated_at and found.updated_at and held.updated_at > found.updated_at:
        return False
    if found.sent_to_contact is None:
        found = found._replace(sent_to_contact=held.sent_to_contact)
    return held != found


def cause_of(held: Facts | None, found: Facts, *, webhooks: bool, event_came: bool) -> RepairCause:
    """The likely reason why the mirror did not know."""
    if held is not None and held.updated_at == found.updated_at:
        return RepairCause.UNDATED_CHANGE
    if webhooks and not event_came:
        return RepairCause.WEBHOOK_LOST
    return RepairCause.POLL_BEHIND


def as_json(facts: Facts | None) -> Mapping[str, Any]:
    """Facts as a repair keeps them; amounts and moments as text."""
    if facts is None:
        return {}
    plain = {name: _text(value) for name, value in facts._asdict().items()}
    return {name: value for name, value in plain.items() if value is not None}


def _text(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
