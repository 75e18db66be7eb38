"""A sales invoice (ACCREC) or a bill (ACCPAY)."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from .base import Day, Message, Moment, Record, on_wire
from .contact import ContactRef
from .line_item import LineItem


class AppliedPayment(Record, frozen=True, kw_only=True):
    """A payment as an invoice carries it."""

    payment_id: UUID
    amount: Decimal | None = None
    currency_rate: Decimal | None = None
    reference: str = ""
    date_wire: str | None = on_wire("Date")

    date = Day("date_wire")


class AppliedCredit(Record, frozen=True, kw_only=True):
    """A credit note, prepayment or overpayment as an invoice carries it."""

    credit_note_id: UUID | None = None
    prepayment_id: UUID | None = None
    overpayment_id: UUID | None = None
    credit_note_number: str = ""
    applied_amount: Decimal | None = None
    total: Decimal | None = None
    date_wire: str | None = on_wire("Date")

    date = Day("date_wire")


class Invoice(Record, frozen=True, kw_only=True):
    """Branch on ``status``, never on ``amount_due``: Xero keeps the amounts of voided ones."""

    invoice_id: UUID
    type: str = ""
    invoice_number: str = ""
    reference: str = ""
    status: str = ""
    contact: ContactRef | None = None
    line_amount_types: str = ""
    line_items: list[LineItem] = []
    currency_code: str = ""
    currency_rate: Decimal | None = None
    sub_total: Decimal | None = None
    total_tax: Decimal | None = None
    total: Decimal | None = None
    total_discount: Decimal | None = None
    amount_due: Decimal | None = None
    amount_paid: Decimal | None = None
    amount_credited: Decimal | None = None
    branding_theme_id: UUID | None = None
    url: str = ""
    sent_to_contact: bool | None = None
    has_attachments: bool | None = None
    is_discounted: bool | None = None
    repeating_invoice_id: UUID | None = None
    payments: list[AppliedPayment] = []
    credit_notes: list[AppliedCredit] = []
    prepayments: list[AppliedCredit] = []
    overpayments: list[AppliedCredit] = []
    has_errors: bool | None = None
    status_attribute_string: str = ""
    validation_errors: list[Message] = []
    warnings: list[Message] = []
    date_wire: str | None = on_wire("Date")
    due_wire: str | None = on_wire("DueDate")
    expected_wire: str | None = on_wire("ExpectedPaymentDate")
    planned_wire: str | None = on_wire("PlannedPaymentDate")
    fully_paid_wire: str | None = on_wire("FullyPaidOnDate")
    updated_wire: str | None = on_wire("UpdatedDateUTC")

    date = Day("date_wire")
    due_date = Day("due_wire")
    expected_payment_date = Day("expected_wire")
    planned_payment_date = Day("planned_wire")
    fully_paid_on_date = Day("fully_paid_wire")
    updated_date_utc = Moment("updated_wire")
