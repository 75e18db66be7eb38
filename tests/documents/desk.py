"""A small organisation and a clean draft, as records; tests change the one thing they mean."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from xero_integration.documents.draft import CustomerDraft, Draft, DraftLine
from xero_integration.documents.facts import PlanFacts
from xero_integration.documents.plan import Plan, make_plan
from xero_integration.host.records import SubjectRef
from xero_integration.reference.address import Address
from xero_integration.reference.book import (
    AccountInfo,
    ContactInfo,
    CurrencyInfo,
    ItemInfo,
    OptionInfo,
    OrganisationInfo,
    PaymentTermsInfo,
    ReferenceBook,
    TaxRateInfo,
    ThemeInfo,
    TrackingInfo,
)

OPERATION = uuid.UUID("0b6f7d52-8d53-4be6-9d1b-0f8a2f1c2f11")
DEAL_URL = "https://crm.example/deals/7/"


def contact(**more: Any) -> ContactInfo:
    empty = dict.fromkeys(ContactInfo.__dataclass_fields__, "")
    known = {
        "id": "ada",
        "name": "Ada Ltd",
        "email": "ada@ada.example",
        "status": "ACTIVE",
        "is_customer": True,
        "is_gone": False,
        "postal": Address(),
        "street": Address(),
        "terms": None,
    }
    return ContactInfo(**{**empty, **known, **more})


def terms(day: int, kind: str) -> PaymentTermsInfo:
    return PaymentTermsInfo(day=day, type=kind)


def account(code: str = "200", *, cls: str = "REVENUE", tax_type: str = "OUTPUT2") -> AccountInfo:
    return AccountInfo(f"id-{code}", code, f"Account {code}", cls, cls, tax_type, "", False)


def rate(tax_type: str, percent: str, *classes: str) -> TaxRateInfo:
    amount = Decimal(percent)
    return TaxRateInfo(tax_type, f"Rate {tax_type}", amount, amount, frozenset(classes))


def item(key: str = "oven", **more: Any) -> ItemInfo:
    known = {
        "id": key,
        "code": key.upper(),
        "name": key.title(),
        "description": "",
        "price": Decimal(100),
        "account_code": "",
        "tax_type": "",
        "is_sold": True,
        "is_purchased": True,
        "is_tracked": False,
        "is_gone": False,
    }
    return ItemInfo(**{**known, **more})


def organisation(**more: Any) -> OrganisationInfo:
    empty = dict.fromkeys(OrganisationInfo.__dataclass_fields__, "")
    known = {"base_currency": "NZD", "period_lock_date": None, "year_lock_date": None}
    return OrganisationInfo(**{**empty, "is_demo": True, **known, **more})


BOOK = ReferenceBook(
    organisation=organisation(),
    accounts=(account(), account("400", cls="EXPENSE", tax_type="INPUT2")),
    tax_rates=(
        rate("OUTPUT2", "15", "REVENUE"),
        rate("INPUT2", "15", "EXPENSE"),
        rate("NONE", "0", "REVENUE", "EXPENSE"),
    ),
    themes=(ThemeInfo("orange", "Orange", 1), ThemeInfo("standard", "Standard", 0)),
    currencies=(CurrencyInfo("NZD", "Dollar"), CurrencyInfo("USD", "US Dollar")),
    tracking=(TrackingInfo("region", "Region", (OptionInfo("north", "North"),)),),
    contact=contact(),
    items={"oven": item(), "scrap": item("scrap", is_sold=False), "old": item("old", is_gone=True)},
)

LINE = DraftLine(
    position=0,
    description="Bread oven",
    quantity=Decimal(2),
    unit_amount=Decimal("100.00"),
    item_id="oven",
    account_code="200",
    tax_type="OUTPUT2",
    tracking=(("region", "north"),),
    product_key="crm.product:7",
    product_name="Oven",
)

DRAFT = Draft(
    ref=SubjectRef("deal", "7"),
    title="New oven",
    customer=CustomerDraft(party_key="crm.company:1", name="Ada Ltd", contact_id="ada"),
    issue_date=date(2026, 11, 20),
    due_date=date(2026, 12, 20),
    reference="Order 7",
    line_amount_types="Exclusive",
    currency="NZD",
    branding_theme_id="standard",
    save_as="SUBMITTED",
    lines=(LINE,),
    deal_total=Decimal("200.00"),
)

FACTS = PlanFacts(operation_id=OPERATION, deal_url=DEAL_URL)


def line(**more: Any) -> Draft:
    """The clean draft with its one line changed; its deal agrees with it."""
    return replace(DRAFT, lines=(replace(LINE, **more),), deal_total=None)


def draft(**more: Any) -> Draft:
    return replace(DRAFT, **more)


def book(**more: Any) -> ReferenceBook:
    return replace(BOOK, **more)


def facts(**more: Any) -> PlanFacts:
    return replace(FACTS, **more)


def plan(drafted: Draft = DRAFT, known: ReferenceBook = BOOK, given: PlanFacts = FACTS) -> Plan:
    return make_plan(drafted, known, given)
