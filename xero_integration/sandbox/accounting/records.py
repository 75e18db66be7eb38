"""The records an organisation keeps, as plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .tables import Table

ZERO = Decimal(0)
ZERO_GUID = "00000000-0000-0000-0000-000000000000"


@dataclass(slots=True)
class Account:
    account_id: str
    name: str
    type: str
    class_: str
    code: str = ""
    tax_type: str = ""
    description: str = ""
    status: str = "ACTIVE"
    system_account: str = ""
    payments_enabled: bool = False
    in_expense_claims: bool = False
    bank_account_number: str = ""
    bank_account_type: str = ""
    currency_code: str = ""
    updated: dt.datetime | None = None


@dataclass(slots=True)
class TaxComponent:
    name: str
    rate: Decimal
    is_compound: bool = False
    is_non_recoverable: bool = False


@dataclass(slots=True)
class TaxRate:
    name: str
    tax_type: str
    components: list[TaxComponent]
    report_tax_type: str = ""
    status: str = "ACTIVE"
    # Which classes of account the rate may stand on.
    classes: tuple[str, ...] = ("ASSET", "EQUITY", "EXPENSE", "LIABILITY", "REVENUE")

    @property
    def rate(self) -> Decimal:
        return sum((component.rate for component in self.components), ZERO)


@dataclass(slots=True)
class BrandingTheme:
    theme_id: str
    name: str
    sort_order: int
    created: dt.datetime
    logo_url: str = ""


@dataclass(slots=True)
class TrackingOption:
    option_id: str
    name: str
    status: str = "ACTIVE"


@dataclass(slots=True)
class TrackingCategory:
    category_id: str
    name: str
    options: list[TrackingOption] = field(default_factory=list)
    status: str = "ACTIVE"


@dataclass(slots=True)
class User:
    user_id: str
    first_name: str
    last_name: str
    email: str
    role: str
    is_subscriber: bool = False
    updated: dt.datetime | None = None


@dataclass(slots=True)
class Contact:
    """Texts are kept under Xero's own field names, so that unknown ones need no column."""

    contact_id: str
    name: str
    updated: dt.datetime
    status: str = "ACTIVE"
    fields: dict[str, Any] = field(default_factory=dict)
    addresses: dict[str, dict[str, str]] = field(default_factory=dict)
    phones: dict[str, dict[str, str]] = field(default_factory=dict)
    persons: list[dict[str, Any]] = field(default_factory=list)
    is_customer: bool = False
    is_supplier: bool = False
    merged_to: str = ""
    created_by: str = ""

    @property
    def email(self) -> str:
        return str(self.fields.get("EmailAddress", ""))

    @property
    def number(self) -> str:
        return str(self.fields.get("ContactNumber", ""))


@dataclass(slots=True)
class PriceDetails:
    unit_price: Decimal | None = None
    account_code: str = ""
    tax_type: str = ""
    cogs_account_code: str = ""


@dataclass(slots=True)
class Item:
    item_id: str
    code: str
    updated: dt.datetime
    name: str = ""
    description: str = ""
    purchase_description: str = ""
    is_sold: bool = True
    is_purchased: bool = True
    sales: PriceDetails = field(default_factory=PriceDetails)
    purchases: PriceDetails = field(default_factory=PriceDetails)
    inventory_account_code: str = ""
    status: str = "ACTIVE"


@dataclass(slots=True)
class Tracking:
    category_id: str
    option_id: str


@dataclass(slots=True)
class Line:
    line_id: str
    description: str = ""
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    item_code: str = ""
    account_code: str = ""
    tax_type: str = ""
    tax_override: Decimal | None = None
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None
    tracking: list[Tracking] = field(default_factory=list)
    line_amount: Decimal = ZERO
    tax_amount: Decimal = ZERO


@dataclass(slots=True)
class Allocation:
    allocation_id: str
    credit_note_id: str
    invoice_id: str
    amount: Decimal
    date: dt.date


@dataclass(slots=True)
class Document:
    """An invoice, a bill or a credit note: they share everything but a few names."""

    document_id: str
    type: str
    contact_id: str
    date: dt.date
    updated: dt.datetime
    number: str = ""
    due_date: dt.date | None = None
    status: str = "DRAFT"
    line_amount_types: str = "Exclusive"
    lines: list[Line] = field(default_factory=list)
    reference: str = ""
    url: str = ""
    currency_code: str = ""
    currency_rate: Decimal = Decimal(1)
    branding_theme_id: str = ""
    sent_to_contact: bool = False
    expected_payment_date: dt.date | None = None
    planned_payment_date: dt.date | None = None
    sub_total: Decimal = ZERO
    total_tax: Decimal = ZERO
    total: Decimal = ZERO
    total_discount: Decimal = ZERO
    payment_ids: list[str] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    amount_paid: Decimal = ZERO
    amount_credited: Decimal = ZERO
    fully_paid_on: dt.date | None = None
    online_token: str = ""
    created_by: str = ""

    @property
    def is_sale(self) -> bool:
        return self.type.startswith("ACCREC")

    @property
    def is_credit_note(self) -> bool:
        return self.type.endswith("CREDIT")

    @property
    def amount_due(self) -> Decimal:
        return self.total - self.amount_paid - self.amount_credited


@dataclass(slots=True)
class Payment:
    payment_id: str
    document_id: str
    account_id: str
    date: dt.date
    amount: Decimal
    updated: dt.datetime
    bank_amount: Decimal | None = None
    currency_rate: Decimal = Decimal(1)
    reference: str = ""
    status: str = "AUTHORISED"
    payment_type: str = "ACCRECPAYMENT"
    is_reconciled: bool = False
    created_by: str = ""


@dataclass(slots=True)
class HistoryRecord:
    changes: str
    user: str
    at: dt.datetime
    details: str = ""


@dataclass(slots=True)
class Attachment:
    attachment_id: str
    file_name: str
    mime_type: str
    content: bytes
    include_online: bool = False


@dataclass(slots=True)
class Profile:
    """What GET /Organisation tells, apart from what follows from other records."""

    organisation_id: str
    name: str
    legal_name: str
    short_code: str
    version: str
    base_currency: str
    country_code: str
    timezone: str
    created: dt.datetime
    zone: str
    tax_number: str = ""
    edition: str = "BUSINESS"
    class_: str = "DEMO"
    is_demo: bool = True
    year_end_day: int = 31
    year_end_month: int = 3
    sales_tax_basis: str = ""
    sales_tax_period: str = ""
    default_sales_tax: str = "Remember previous"
    default_purchases_tax: str = "Remember previous"
    period_lock_date: dt.date | None = None
    end_of_year_lock_date: dt.date | None = None


@dataclass(slots=True)
class Organisation:
    """One Xero organisation with all of its books."""

    tenant_id: str
    profile: Profile
    accounts: dict[str, Account] = field(default_factory=dict)
    tax_rates: dict[str, TaxRate] = field(default_factory=dict)
    themes: dict[str, BrandingTheme] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    tracking: dict[str, TrackingCategory] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    contacts: Table[Contact] = field(default_factory=Table)
    items: dict[str, Item] = field(default_factory=dict)
    invoices: Table[Document] = field(default_factory=Table)
    credit_notes: Table[Document] = field(default_factory=Table)
    payments: Table[Payment] = field(default_factory=Table)
    history: dict[str, list[HistoryRecord]] = field(default_factory=dict)
    attachments: dict[str, list[Attachment]] = field(default_factory=dict)
    number_prefixes: dict[str, str] = field(
        default_factory=lambda: {"ACCREC": "INV-", "ACCRECCREDIT": "CN-"}
    )
    next_numbers: dict[str, int] = field(default_factory=lambda: {"ACCREC": 1, "ACCRECCREDIT": 1})
    # A demo company may send no e-mail at all; 20 on trial, 1,000 when paying.
    daily_email_cap: int = 0
    emails_sent: dict[str, int] = field(default_factory=dict)
    # An organisation whose trial or subscription has ended answers every call with 403.
    expired: bool = False

    @property
    def name(self) -> str:
        return self.profile.name
