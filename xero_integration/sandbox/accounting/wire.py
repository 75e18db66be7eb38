"""How values look on Xero's wire: dates, numbers, absent nulls and the envelope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

Json = dict[str, Any]

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)

PROVIDER = "Xero in a box"


def encode(value: object) -> bytes:
    return _encoder.encode(value)


def decode(body: bytes) -> object:
    """Read JSON with exact decimals; raises msgspec.DecodeError."""
    decoded: object = _decoder.decode(body)
    return decoded


def present(fields: Mapping[str, Any]) -> Json:
    """Xero leaves nulls out."""
    return {name: value for name, value in fields.items() if value is not None}


def money(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def rounded(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def stamp(moment: datetime) -> str:
    return f"/Date({_milliseconds(moment)}+0000)/"


def bare_stamp(moment: datetime) -> str:
    """The envelope and a few creation dates come without the offset."""
    return f"/Date({_milliseconds(moment)})/"


def iso_seconds(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_stamp(day: date) -> str:
    """Document dates are midnight UTC of the calendar day, whatever the organisation's zone."""
    return stamp(datetime.combine(day, time(), UTC))


def day_string(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def long_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
