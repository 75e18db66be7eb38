"""An account of the chart of accounts."""

from __future__ import annotations

from uuid import UUID

from .base import Moment, Record, on_wire


class Account(Record, frozen=True, kw_only=True):
    """Bank accounts may have no code; find system accounts by ``system_account``."""

    account_id: UUID
    code: str = ""
    name: str = ""
    type: str = ""
    class_: str = ""
    status: str = ""
    description: str = ""
    tax_type: str = ""
    system_account: str = ""
    currency_code: str = ""
    bank_account_number: str = ""
    bank_account_type: str = ""
    enable_payments_to_account: bool = False
    show_in_expense_claims: bool = False
    updated_wire: str | None = on_wire("UpdatedDateUTC")

    updated_date_utc = Moment("updated_wire")
