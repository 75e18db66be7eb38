"""Tracking categories and their options."""

from __future__ import annotations

from uuid import UUID

from .base import Record


class TrackingOption(Record, frozen=True, kw_only=True):
    """A value of a tracking category."""

    tracking_option_id: UUID
    name: str = ""
    status: str = ""
    is_archived: bool | None = None


class TrackingCategory(Record, frozen=True, kw_only=True):
    """Xero allows two active categories, and two per line."""

    tracking_category_id: UUID
    name: str = ""
    status: str = ""
    options: list[TrackingOption] = []
