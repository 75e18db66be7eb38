"""A credit note: ACCRECCREDIT to a customer, ACCPAYCREDIT from a supplier."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from .base import Day, Message, Moment, Record, on_wire
from .contact import ContactRef
from .line_item import LineItem
from .payment import PaidDocument


class Allocation(Record, frozen=True, kw_only=True):
    """The part of a credit that was set against one invoice."""

    allocation_id: UUID | None = None
    amount: Decimal | None = None
    invoice: PaidDocument | None = None
    date_wire: str | None = on_wire("Date")

    date = Day("date_wire")


class CreditNote(Record, frozen=True, kw_only=True):
    """Fully allocated notes turn PAID, which freezes them."""

    credit_note_id: UUID
    type: str = ""
    credit_note_number: str = ""
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
    remaining_credit: Decimal | None = None
    branding_theme_id: UUID | None = None
    sent_to_contact: bool | None = None
    allocations: list[Allocation] = []
    status_attribute_string: str = ""
    validation_errors: list[Message] = []
    warnings: list[Message] = []
    date_wire: str | None = on_wire("Date")
    due_wire: str | None = on_wire("DueDate")
    fully_paid_wire: str | None = on_wire("FullyPaidOnDate")
    updated_wire: str | None = on_wire("UpdatedDateUTC")

    date = Day("date_wire")
    due_date = Day("due_wire")
    fully_paid_on_date = Day("fully_paid_wire")
    updated_date_utc = Moment("updated_wire")
