"""A currency the organisation is subscribed to."""

from __future__ import annotations

from .base import Record


class Currency(Record, frozen=True, kw_only=True):
    """Known by its ISO code."""

    code: str
    description: str = ""
