"""The mirrors of Xero's lists, one table per list, kept per connection."""

from __future__ import annotations

from .contact import Contact
from .item import Item
from .list_state import FillState, ListName, ListState
from .organisation import Organisation
from .search_word import SearchTerm, SearchWord
from .settings import Account, BrandingTheme, Currency, TaxRate, TrackingCategory, TrackingOption

__all__ = [
    "Account",
    "BrandingTheme",
    "Contact",
    "Currency",
    "FillState",
    "Item",
    "ListName",
    "ListState",
    "Organisation",
    "SearchTerm",
    "SearchWord",
    "TaxRate",
    "TrackingCategory",
    "TrackingOption",
]
