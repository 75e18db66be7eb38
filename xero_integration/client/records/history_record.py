"""A line in the history of a document or contact."""

from __future__ import annotations

from .base import Moment, Record, on_wire


class HistoryRecord(Record, frozen=True, kw_only=True):
    """``changes`` and ``user`` come with reads only; notes by an app have no person."""

    details: str = ""
    changes: str = ""
    user: str = ""
    date_wire: str | None = on_wire("DateUTC")

    date_utc = Moment("date_wire")
