"""From Xero's records to the rows of the mirror. Pure.

Texts are cut to what a column holds: a longer one from Xero must not stop its whole page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ..client.records import CreditNote, Invoice
from ..client.records.line_item import LineItem
from .heads import CreditNoteHead, InvoiceHead, InvoiceSettlements
from .kinds import SettlementKind

ZERO = Decimal("0.00")

SalesRecord = Invoice | CreditNote
SalesHead = InvoiceHead | CreditNoteHead

DOCUMENT = (
    "kind", "status", "reference", "contact_id", "contact_name", "date", "due_date",
    "fully_paid_on", "currency", "line_amount_types", "branding_theme_id", "subtotal",
    "total_tax", "total", "sent_to_contact", "updated_at", "number", "url", "amount_due",
    "amount_paid", "amount_credited", "remaining_credit",
)  # fmt: skip
"""The Xero-owned columns of a Document.

What a customer owes (``amount_due``, ``amount_paid``, ``amount_credited``) stays zero on a
credit note; what is left of it is its ``remaining_credit``.
"""

INVOICES = (Invoice, InvoiceHead)
UPDATED_AT = DOCUMENT.index("updated_at")

LINES = (
    "position", "xero_id", "description", "quantity", "unit_amount", "discount_rate",
    "discount_amount", "item_code", "account_code", "tax_type", "tax_amount", "line_amount",
)  # fmt: skip


PAYMENT = SettlementKind.PAYMENT.value
CREDIT_NOTE = SettlementKind.CREDIT_NOTE.value
PREPAYMENT = SettlementKind.PREPAYMENT.value
OVERPAYMENT = SettlementKind.OVERPAYMENT.value


class SettlementRow(NamedTuple):
    """Something that lowers what is due, as a row of ``Settlement`` holds it."""

    kind: str
    xero_id: str
    date: date | None
    amount: Decimal
    reference: str


def document_columns(record: SalesRecord | SalesHead) -> dict[str, Any]:
    """The columns of a Document by name."""
    return dict(zip(DOCUMENT, document_values(record), strict=True))


def document_values(record: SalesRecord | SalesHead) -> tuple[Any, ...]:
    """As above, in the order of ``DOCUMENT``."""
    contact = record.contact
    return (
        record.type,
        record.status[:20],
        record.reference[:255],
        _id(contact.contact_id) if contact else "",
        contact.name[:255] if contact else "",
        record.date,
        record.due_date,
        record.fully_paid_on_date,
        record.currency_code,
        record.line_amount_types,
        _id(record.branding_theme_id),
        record.sub_total or ZERO,
        record.total_tax or ZERO,
        record.total or ZERO,
        bool(record.sent_to_contact),
        record.updated_date_utc,
        *_own_values(record),
    )


def _own_values(record: SalesRecord | SalesHead) -> tuple[Any, ...]:
    if isinstance(record, INVOICES):
        return (
            record.invoice_number[:255],
            record.url[:500],
            record.amount_due or ZERO,
            record.amount_paid or ZERO,
            record.amount_credited or ZERO,
            ZERO,
        )
    number, left = record.credit_note_number[:255], record.remaining_credit or ZERO
    return (number, "", ZERO, ZERO, ZERO, left)


def lines(items: Iterable[LineItem]) -> list[tuple[Any, ...]]:
    """Rows in the order of ``LINES``, in Xero's order."""
    return [
        (
            position,
            _id(line.line_item_id),
            line.description,
            line.quantity,
            line.unit_amount,
            line.discount_rate,
            line.discount_amount,
            line.item_code[:30],
            line.account_code[:10],
            line.tax_type[:50],
            line.tax_amount,
            line.line_amount,
        )
        for position, line in enumerate(items)
    ]


def settlements(record: SalesRecord | InvoiceSettlements) -> list[SettlementRow]:
    """Payments and credits that are set against an invoice.

    A credit that was allocated in two parts is one row with the sum. A credit note has no rows:
    each of its allocations is a row of the invoice it went to, and would count twice.
    """
    if isinstance(record, CreditNote):
        return []
    rows: dict[tuple[str, str], SettlementRow] = {}
    credits = record.credit_notes or record.prepayments or record.overpayments
    for row in [*_payments(record), *(_credits(record) if credits else ())]:
        key = (row.kind, row.xero_id)
        known = rows.get(key)
        rows[key] = row if known is None else known._replace(amount=known.amount + row.amount)
    return list(rows.values())


def _payments(invoice: Invoice | InvoiceSettlements) -> list[SettlementRow]:
    return [
        SettlementRow(
            PAYMENT,
            _id(payment.payment_id),
            payment.date,
            payment.amount or ZERO,
            payment.reference[:255],
        )
        for payment in invoice.payments
    ]


def _credits(invoice: Invoice | InvoiceSettlements) -> list[SettlementRow]:
    applied = [
        *((CREDIT_NOTE, each, each.credit_note_id) for each in invoice.credit_notes),
        *((PREPAYMENT, each, each.prepayment_id) for each in invoice.prepayments),
        *((OVERPAYMENT, each, each.overpayment_id) for each in invoice.overpayments),
    ]
    return [
        SettlementRow(
            kind,
            _id(identifier),
            credit.date,
            credit.applied_amount or ZERO,
            credit.credit_note_number[:255],
        )
        for kind, credit, identifier in applied
    ]


def xero_id(record: SalesRecord) -> str:
    return str(record.invoice_id if isinstance(record, Invoice) else record.credit_note_id)


def _id(value: object) -> str:
    return str(value).lower() if value else ""
