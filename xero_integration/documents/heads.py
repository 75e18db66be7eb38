"""Invoices and credit notes without the insides of their lines and payments.

Of a page in which a thousand documents were paid, nobody needs the two thousand lines: they are
kept as JSON, compared as a whole, and decoded only where they differ.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Raw

from ..client.records.base import Day, Moment, Record, on_wire
from .kinds import DocumentKind

NOTHING = Raw(b"[]")


class ContactHead(Record, frozen=True, kw_only=True):
    """Whom the document is for."""

    contact_id: str = ""
    name: str = ""


class InvoiceHead(Record, frozen=True, kw_only=True):
    """What the columns of a mirrored invoice are made of."""

    type: str = ""
    invoice_number: str = ""
    reference: str = ""
    status: str = ""
    contact: ContactHead | None = None
    line_amount_types: str = ""
    currency_code: str = ""
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    amount_due: Decimal | None = None
    amount_paid: Decimal | None = None
    amount_credited: Decimal | None = None
    branding_theme_id: str = ""
    url: str = ""
    sent_to_contact: bool | None = None
    line_items: Raw = NOTHING
    payments: Raw = NOTHING
    credit_notes: Raw = NOTHING
    prepayments: Raw = NOTHING
    overpayments: Raw = NOTHING
    date_wire: str | None = on_wire("Date")
    due_wire: str | None = on_wire("DueDate")
    fully_paid_wire: str | None = on_wire("FullyPaidOnDate")
    updated_wire: str | None = on_wire("UpdatedDateUTC")

    date = Day("date_wire")
    due_date = Day("due_wire")
    fully_paid_on_date = Day("fully_paid_wire")
    updated_date_utc = Moment("updated_wire")


class CreditNoteHead(Record, frozen=True, kw_only=True):
    """What the columns of a mirrored credit note are made of."""

    type: str = ""
    credit_note_number: str = ""
    reference: str = ""
    status: str = ""
    contact: ContactHead | None = None
    line_amount_types: str = ""
    currency_code: str = ""
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    remaining_credit: Decimal | None = None
    branding_theme_id: str = ""
    sent_to_contact: bool | None = None
    line_items: Raw = NOTHING
    date_wire: str | None = on_wire("Date")
    due_wire: str | None = on_wire("DueDate")
    fully_paid_wire: str | None = on_wire("FullyPaidOnDate")
    updated_wire: str | None = on_wire("UpdatedDateUTC")

    date = Day("date_wire")
    due_date = Day("due_wire")
    fully_paid_on_date = Day("fully_paid_wire")
    updated_date_utc = Moment("updated_wire")


HEADS: dict[str, type[InvoiceHead | CreditNoteHead]] = {
    DocumentKind.ACCREC.value: InvoiceHead,
    DocumentKind.ACCRECCREDIT.value: CreditNoteHead,
}
"""The kinds that are mirrored, by Xero's type."""


class PaymentHead(Record, frozen=True, kw_only=True):
    """A payment as an invoice carries it."""

    payment_id: str = ""
    amount: Decimal | None = None
    reference: str = ""
    date_wire: str | None = on_wire("Date")

    date = Day("date_wire")


class CreditHead(Record, frozen=True, kw_only=True):
    """A credit note, prepayment or overpayment as an invoice carries it."""

    credit_note_id: str = ""
    prepayment_id: str = ""
    overpayment_id: str = ""
    credit_note_number: str = ""
    applied_amount: Decimal | None = None
    date_wire: str | None = on_wire("Date")

    date = Day("date_wire")


class InvoiceSettlements(Record, frozen=True, kw_only=True):
    """What was set against an invoice, and nothing else of it."""

    payments: list[PaymentHead] = []
    credit_notes: list[CreditHead] = []
    prepayments: list[CreditHead] = []
    overpayments: list[CreditHead] = []
