"""Tracking categories with their options."""

from __future__ import annotations

from .noun import Noun
from .records import TrackingCategory


class TrackingCategories(Noun[TrackingCategory]):
    """Archived ones are listed too, so that their disappearance can be explained."""

    path = "TrackingCategories"
    record_type = TrackingCategory
    listing = {"includeArchived": True}
