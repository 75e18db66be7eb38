"""Typed records of what Xero holds, one noun per file."""

from __future__ import annotations

from .account import Account
from .attachment import Attachment
from .base import NO_ID, Message, Record
from .branding_theme import BrandingTheme
from .connection import Connection
from .contact import Address, Contact, ContactPerson, ContactRef, PaymentTerm, PaymentTerms, Phone
from .credit_note import Allocation, CreditNote
from .currency import Currency
from .history_record import HistoryRecord
from .invoice import AppliedCredit, AppliedPayment, Invoice
from .item import Item, PriceDetails
from .line_item import LineItem, LineItemItem, LineTracking
from .organisation import Organisation, OrganisationAction
from .payment import PaidDocument, Payment, PaymentAccount
from .tax_rate import TaxComponent, TaxRate
from .tracking_category import TrackingCategory, TrackingOption
from .user import User

__all__ = [
    "NO_ID",
    "Account",
    "Address",
    "Allocation",
    "AppliedCredit",
    "AppliedPayment",
    "Attachment",
    "BrandingTheme",
    "Connection",
    "Contact",
    "ContactPerson",
    "ContactRef",
    "CreditNote",
    "Currency",
    "HistoryRecord",
    "Invoice",
    "Item",
    "LineItem",
    "LineItemItem",
    "LineTracking",
    "Message",
    "Organisation",
    "OrganisationAction",
    "PaidDocument",
    "Payment",
    "PaymentAccount",
    "PaymentTerm",
    "PaymentTerms",
    "Phone",
    "PriceDetails",
    "Record",
    "TaxComponent",
    "TaxRate",
    "TrackingCategory",
    "TrackingOption",
    "User",
]
