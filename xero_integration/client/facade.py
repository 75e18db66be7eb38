"""The one object through which everything in an organisation is reached."""

from __future__ import annotations

from .accounts import Accounts
from .attachments import Attachments
from .branding_themes import BrandingThemes
from .contacts import Contacts
from .credit_notes import CreditNotes
from .currencies import Currencies
from .history import History
from .http import XeroHTTP
from .identity import Identity
from .invoices import Invoices
from .items import Items
from .organisation import OrganisationNoun
from .payments import Payments
from .tax_rates import TaxRates
from .tracking_categories import TrackingCategories
from .users import Users


class XeroClient:
    """Nouns as attributes; holds no state but the ``XeroHTTP`` it was given.

    ``T`` stands for the noun's record, which names the commonest of Xero's fields in
    snake_case; ``raw`` holds all of them. Every call may raise an error of the tree below
    ``XeroError``.
    """

    def __init__(self, http: XeroHTTP) -> None:
        self.http = http
        self.identity = Identity(http)
        self.organisation = OrganisationNoun(http)
        self.accounts = Accounts(http)
        self.tax_rates = TaxRates(http)
        self.branding_themes = BrandingThemes(http)
        self.currencies = Currencies(http)
        self.tracking_categories = TrackingCategories(http)
        self.users = Users(http)
        self.contacts = Contacts(http)
        self.items = Items(http)
        self.invoices = Invoices(http)
        self.payments = Payments(http)
        self.credit_notes = CreditNotes(http)
        self.history = History(http)
        self.attachments = Attachments(http)

    def __repr__(self) -> str:
        return f"XeroClient({self.http!r})"
