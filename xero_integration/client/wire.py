"""How values travel: Xero's dates, exact decimals, and JSON in both directions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

Payload = Mapping[str, Any] | msgspec.Raw
"""One element for Xero: a mapping, or ``msgspec.Raw`` with JSON that must go out untouched."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSOFT = re.compile(r"\\?/Date\((-?\d{1,15})(?:\+0000|([+-])(\d\d):?(\d\d))?\)\\?/")
_encoder = msgspec.json.Encoder(decimal_format="number")
_plain_decoder = msgspec.json.Decoder(float_hook=Decimal)


def moment(text: str | None) -> datetime | None:
    """Read a point in time: ``/Date(ms+0000)/`` or ISO 8601, in UTC; ValueError for others.

    The milliseconds count from 1970 in UTC whatever offset follows, which old records carry
    (``+1300``) even in fields named UTC. ISO dates without a zone are UTC too.
    """
    return _moment_with_offset(text).astimezone(UTC) if text else None


@lru_cache(maxsize=4096)  # the documents of a page share a few days
def day(text: str | None) -> date | None:
    """Read a calendar day without shifting it: midnight of the day in the offset it carries."""
    return _moment_with_offset(text).date() if text else None


def _moment_with_offset(text: str) -> datetime:
    try:
        match = _MICROSOFT.fullmatch(text)
        if match is None:
            return _iso(text)
        instant = _EPOCH + timedelta(milliseconds=int(match[1]))
        return instant if match[2] is None else instant.astimezone(_offset(match))
    except (OverflowError, ValueError) as error:
        raise ValueError(f"Not a date from Xero: {text[:60]!r}.") from error


def _offset(match: re.Match[str]) -> timezone:
    distance = timedelta(hours=int(match[3]), minutes=int(match[4]))
    return timezone(-distance if match[2] == "-" else distance)


def _iso(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def modified_since_header(since: datetime) -> str:
    """Xero reads UTC to the second; it misreads other forms or ignores them silently."""
    if since.tzinfo is None:
        raise ValueError("If-Modified-Since needs an aware datetime.")
    return since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def encode(body: Any) -> bytes:
    """Write JSON: decimals as numbers with their trailing places, dates as YYYY-MM-DD."""
    return _encoder.encode(_exact(body))


def plain(data: bytes | str) -> Any:
    """Read JSON without a type, keeping every fraction as an exact Decimal."""
    return _plain_decoder.decode(data)


def _exact(value: Any) -> Any:
    """Refuse floats and non-numbers, and write exponents out (``1E+2`` becomes ``100``)."""
    if isinstance(value, Mapping):
        return {key: _exact(entry) for key, entry in value.items()}
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("Only finite numbers can be sent to Xero.")
        return msgspec.Raw(format(value, "f").encode())
    if isinstance(value, float):
        raise TypeError("Send Decimal or int to Xero, never float.")
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | msgspec.Raw):
        return [_exact(entry) for entry in value]
    return value
