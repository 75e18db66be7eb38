"""A payment against one invoice, credit note, prepayment or overpayment."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from .base import Day, Moment, Record, on_wire


class PaidDocument(Record, frozen=True, kw_only=True):
    """The document a payment belongs to, as far as the payment tells."""

    invoice_id: UUID | None = None
    credit_note_id: UUID | None = None
    prepayment_id: UUID | None = None
    overpayment_id: UUID | None = None
    invoice_number: str = ""
    credit_note_number: str = ""
    type: str = ""
    status: str = ""


class PaymentAccount(Record, frozen=True, kw_only=True):
    """The bank account a payment went to or came from."""

    account_id: UUID | None = None
    code: str = ""
    name: str = ""


class Payment(Record, frozen=True, kw_only=True):
    """``status`` is AUTHORISED or DELETED; lists hold deleted ones too."""

    payment_id: UUID
    status: str = ""
    payment_type: str = ""
    amount: Decimal | None = None
    bank_amount: Decimal | None = None
    currency_rate: Decimal | None = None
    reference: str = ""
    is_reconciled: bool | None = None
    batch_payment_id: UUID | None = None
    account: PaymentAccount | None = None
    invoice: PaidDocument | None = None
    credit_note: PaidDocument | None = None
    prepayment: PaidDocument | None = None
    overpayment: PaidDocument | None = None
    date_wire: str | None = on_wire("Date")
    updated_wire: str | None = on_wire("UpdatedDateUTC")

    date = Day("date_wire")
    updated_date_utc = Moment("updated_wire")
