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
from .infos import contact_info, contacts_by_id, item_info, items_by_id
from .reading import open_book as book
from .reading import organisation_of

__all__ = [
    "AccountInfo",
    "Address",
    "ContactInfo",
    "CurrencyInfo",
    "ItemInfo",
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
    "contacts_by_id",
    "item_info",
    "items_by_id",
    "organisation_of",
]
