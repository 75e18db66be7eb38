"""Reads amounts, yes-or-no values and currencies as hosts write them, refusing what is unclear."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ..exceptions import HostDataError, gettext_noop

UNREADABLE_AMOUNT = gettext_noop(
    "The value “%(value)s” for %(field)s can't be read as a number. Correct it on the deal."
)
UNKNOWN_CURRENCY = gettext_noop(
    "“%(value)s” is not a currency code such as EUR. Correct the currency on the deal."
)


def read_amount(value: object, field: str) -> Decimal | None:
    """An exact Decimal, None when empty. ``field`` names the value in the error."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    amount = _decimal(value)
    if amount is None or not amount.is_finite():
        raise HostDataError(
            f"{field}: unreadable amount of type {type(value).__name__}",
            code="amount_unreadable",
            user_message=UNREADABLE_AMOUNT,
            params={"value": str(value)[:40], "field": field},
        )
    return amount


def read_flag(value: object) -> bool | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value.strip().lower() in ("1", "true", "yes", "y", "on", "inclusive")
    return bool(value)


def read_currency(value: object) -> str:
    code = str(value or "").strip().upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise HostDataError(
            "currency is not an ISO 4217 code",
            code="currency_unknown",
            user_message=UNKNOWN_CURRENCY,
            params={"value": str(value)[:40]},
        )
    return code


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return None
    try:
        # JSON hosts hand over binary floats; their shortest text is what the host means.
        return Decimal(str(value).strip())
    except InvalidOperation:
        return None
