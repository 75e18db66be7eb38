"""What other rooms may ask of the mirrors of Xero's lists."""

from __future__ import annotations

from .address import Address
from .applying import apply_contacts, apply_items
from .book import (
    AccountInfo,
    ContactInfo,
    CurrencyInfo,
    ItemInfo,
    OrganisationInfo,
    PaymentTermsInfo,
    ReferenceBook,
    TaxRateInfo,
    ThemeInfo,
    TrackingInfo,
)
from .infos import (
    contact_info,
    contact_name_is_taken,
    contacts_by_id,
    item_info,
    items_by_id,
)
from .progress import ListProgress, is_usable, progress
from .reading import open_book as book
from .reading import organisation_of
from .refreshing import fill, refresh, refresh_one
from .search import FoundContact, FoundItem, Match, search_contacts, search_items

__all__ = [
    "AccountInfo",
    "Address",
    "ContactInfo",
    "CurrencyInfo",
    "FoundContact",
    "FoundItem",
    "ItemInfo",
    "ListProgress",
    "Match",
    "OrganisationInfo",
    "PaymentTermsInfo",
    "ReferenceBook",
    "TaxRateInfo",
    "ThemeInfo",
    "TrackingInfo",
    "apply_contacts",
    "apply_items",
    "book",
    "contact_info",
    "contact_name_is_taken",
    "contacts_by_id",
    "fill",
    "is_usable",
    "item_info",
    "items_by_id",
    "organisation_of",
    "progress",
    "refresh",
    "refresh_one",
    "search_contacts",
    "search_items",
]
