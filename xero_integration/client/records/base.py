"""What every record from Xero has in common: naming, tolerance, and dates read when asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from xero_integration.client import wire

NO_ID = UUID(int=0)
"""Xero's id of something that was not created."""

_UPPER = {"id": "ID", "utc": "UTC", "cogs": "COGS"}


def xero_name(name: str) -> str:
    """Turn ``branding_theme_id`` into ``BrandingThemeID``."""
    return "".join(_UPPER.get(part, part.capitalize()) for part in name.split("_"))


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False, rename=xero_name):
    """Base of all records: unknown fields are ignored, enums are open strings.

    Xero omits what is null, so everything but an id is optional. ``gc=False`` because
    decoded JSON has no cycles; it keeps pages of a thousand cheap.
    """


class Message(Record, frozen=True, kw_only=True):
    """One of Xero's sentences about an element."""

    message: str = ""


class Day:
    """A calendar day, read from its wire string when asked: most dates of a page never are."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __get__(self, record: Any, owner: type | None = None) -> date | None:
        return wire.day(getattr(record, self.field))


class Moment:
    """A point in time in UTC, read from its wire string when asked."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __get__(self, record: Any, owner: type | None = None) -> datetime | None:
        return wire.moment(getattr(record, self.field))


def on_wire(name: str) -> Any:
    """Declare the string behind a ``Day`` or ``Moment`` under Xero's name."""
    return msgspec.field(default=None, name=name)
