"""Reads dates, numbers and texts out of JSON elements."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from xero_integration.sandbox.accounting.refusals import bad_body
from xero_integration.sandbox.accounting.wire import Json

_MICROSOFT = re.compile(r"/?Date\((-?\d+)")


def read_date(element: Json, name: str) -> date | None:
    text = element.get(name)
    if text is None:
        return None
    milliseconds = _MICROSOFT.search(str(text))
    if milliseconds:
        return datetime.fromtimestamp(int(milliseconds.group(1)) / 1000, UTC).date()
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        bad_body(f"Could not convert string to DateTime: {text}. Path '{name}'.")


def read_number(element: Json, name: str) -> Decimal | None:
    value = element.get(name)
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        bad_body(f"Could not convert to decimal: {value}. Path '{name}'.")
    if isinstance(value, bool) or not number.is_finite():
        bad_body(f"Could not convert to decimal: {value}. Path '{name}'.")
    return number


def read_text(element: Json, name: str) -> str | None:
    value = element.get(name)
    return None if value is None else str(value)
