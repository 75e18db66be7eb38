"""What a form and a plan may know of an organisation: frozen records, no queries behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from .address import Address


@dataclass(frozen=True, slots=True)
class OrganisationInfo:
    """The organisation; lock dates are None when nothing is locked."""

    id: str
    name: str
    short_code: str
    base_currency: str
    country_code: str
    version: str
    timezone: str
    tax_number: str
    is_demo: bool
    period_lock_date: date | None
    year_lock_date: date | None

    @property
    def lock_date(self) -> date | None:
        """The later of the two: nothing on or before it can change."""
        return max(filter(None, (self.period_lock_date, self.year_lock_date)), default=None)


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """An active account that may stand on an invoice line."""

    id: str
    code: str
    name: str
    type: str
    class_name: str
    tax_type: str
    system_account: str
    payments_enabled: bool

    @property
    def suits_sales(self) -> bool:
        """Revenue accounts come first in a sales form; the others stay possible."""
        return self.class_name == "REVENUE"

    @property
    def label(self) -> str:
        return f"{self.code} – {self.name}"


@dataclass(frozen=True, slots=True)
class TaxRateInfo:
    """An active tax rate. ``effective_rate`` is what Xero computes with, in percent."""

    tax_type: str
    name: str
    effective_rate: Decimal
    display_rate: Decimal
    classes: frozenset[str]

    def fits(self, account: AccountInfo) -> bool:
        """Whether Xero lets the rate stand on an account of this class."""
        return account.class_name in self.classes


@dataclass(frozen=True, slots=True)
class ThemeInfo:
    id: str
    name: str
    sort_order: int

    @property
    def is_default(self) -> bool:
        return self.sort_order == 0


@dataclass(frozen=True, slots=True)
class CurrencyInfo:
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class OptionInfo:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TrackingInfo:
    """An active tracking category with its active options."""

    id: str
    name: str
    options: tuple[OptionInfo, ...]


@dataclass(frozen=True, slots=True)
class PaymentTermsInfo:
    """Xero's rule for due dates: ``type`` is one of its four kinds."""

    day: int
    type: str


@dataclass(frozen=True, slots=True)
class ContactInfo:
    """A mirrored contact. ``status`` is Xero's word; ``is_gone``: it left Xero's list."""

    id: str
    name: str
    email: str
    tax_number: str
    account_number: str
    contact_number: str
    company_number: str
    first_name: str
    last_name: str
    status: str
    merged_to: str
    is_customer: bool
    default_currency: str
    postal: Address
    street: Address
    terms: PaymentTermsInfo | None
    sales_tax_type: str
    sales_account_code: str
    is_gone: bool

    @property
    def is_active(self) -> bool:
        return self.status in {"", "ACTIVE"} and not self.is_gone


@dataclass(frozen=True, slots=True)
class ItemInfo:
    """A mirrored item with its sales defaults; ``is_gone``: it was deleted in Xero."""

    id: str
    code: str
    name: str
    description: str
    price: Decimal | None
    account_code: str
    tax_type: str
    is_sold: bool
    is_purchased: bool
    is_tracked: bool
    is_gone: bool

    @property
    def label(self) -> str:
        return f"{self.code} – {self.name}" if self.name else self.code


@dataclass(frozen=True)
class ReferenceBook:
    """Everything one form needs. Lists hold only what can be used on a sales document.

    ``organisation`` is None until the first fill has read it.
    """

    organisation: OrganisationInfo | None = None
    accounts: tuple[AccountInfo, ...] = ()
    tax_rates: tuple[TaxRateInfo, ...] = ()
    themes: tuple[ThemeInfo, ...] = ()
    currencies: tuple[CurrencyInfo, ...] = ()
    tracking: tuple[TrackingInfo, ...] = ()
    contact: ContactInfo | None = None
    items: Mapping[str, ItemInfo] = field(default_factory=dict)

    @cached_property
    def accounts_by_code(self) -> Mapping[str, AccountInfo]:
        return {account.code: account for account in self.accounts}

    @cached_property
    def accounts_by_id(self) -> Mapping[str, AccountInfo]:
        return {account.id: account for account in self.accounts}

    @cached_property
    def tax_rates_by_type(self) -> Mapping[str, TaxRateInfo]:
        return {rate.tax_type: rate for rate in self.tax_rates}

    @cached_property
    def themes_by_id(self) -> Mapping[str, ThemeInfo]:
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def tracking_by_id(self) -> Mapping[str, TrackingInfo]:
        return {category.id: category for category in self.tracking}

    @cached_property
    def currency_codes(self) -> frozenset[str]:
        return frozenset(currency.code for currency in self.currencies)

    @cached_property
    def default_theme(self) -> ThemeInfo | None:
        return next((theme for theme in self.themes if theme.is_default), None)
