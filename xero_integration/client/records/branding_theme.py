"""A branding theme: how documents look."""

from __future__ import annotations

from uuid import UUID

from .base import Moment, Record, on_wire


class BrandingTheme(Record, frozen=True, kw_only=True):
    """The theme with ``sort_order`` 0 is the organisation's default."""

    branding_theme_id: UUID
    name: str = ""
    logo_url: str = ""
    type: str = ""
    sort_order: int | None = None
    created_wire: str | None = on_wire("CreatedDateUTC")

    created_date_utc = Moment("created_wire")
