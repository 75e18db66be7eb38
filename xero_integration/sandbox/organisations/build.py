"""Builds an organisation from its plan."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_integration.sandbox.accounting import accounts
from xero_integration.sandbox.accounting.records import (
    Account,
    BrandingTheme,
    Item,
    Organisation,
    PriceDetails,
    Profile,
    TaxComponent,
    TaxRate,
    TrackingCategory,
    TrackingOption,
    User,
)
from xero_integration.sandbox.accounting.reference import CURRENCY_NAMES

from .blueprint import Blueprint, Product, Rate
from .people import add_people
from .trade import trade

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox
    from xero_integration.sandbox.world import World

FOUNDED = datetime(2024, 4, 1, 9, tzinfo=UTC)


def build(sandbox: Sandbox, plan: Blueprint) -> Organisation:
    world = sandbox.world
    organisation = Organisation(
        tenant_id=world.fixed_id(f"{plan.key}:tenant"),
        profile=_profile(world, plan),
        daily_email_cap=plan.email_cap,
    )
    codes = (plan.currency, *plan.other_currencies)
    organisation.currencies = {code: CURRENCY_NAMES[code] for code in codes}
    organisation.tax_rates = {rate.tax_type: _tax_rate(rate) for rate in plan.rates}
    _add_accounts(world, organisation, plan)
    _add_themes(world, organisation, plan)
    _add_tracking(world, organisation, plan)
    _add_users(world, organisation, plan)
    for product in plan.products:
        item = _item(world, plan, product)
        organisation.items[item.item_id] = item
    add_people(world, organisation, plan, FOUNDED)
    trade(sandbox, organisation)
    return organisation


def _profile(world: World, plan: Blueprint) -> Profile:
    return Profile(
        organisation_id=world.fixed_id(f"{plan.key}:organisation"),
        name=plan.name,
        legal_name=plan.legal_name,
        short_code=plan.short_code,
        version=plan.version,
        base_currency=plan.currency,
        country_code=plan.country_code,
        timezone=plan.timezone,
        zone=plan.zone,
        created=FOUNDED,
        tax_number=plan.tax_number,
        class_=plan.class_,
        is_demo=plan.is_demo,
        year_end_day=plan.year_end[0],
        year_end_month=plan.year_end[1],
        sales_tax_basis=plan.tax_basis,
        sales_tax_period=plan.tax_period,
    )


def _tax_rate(rate: Rate) -> TaxRate:
    components = [TaxComponent(rate.name.split(" ")[-1], Decimal(rate.percent))]
    classes = tuple(rate.classes.split())
    return TaxRate(rate.name, rate.tax_type, components, rate.report, rate.status, classes)


def _add_accounts(world: World, organisation: Organisation, plan: Blueprint) -> None:
    for ledger in plan.ledgers:
        account = Account(
            account_id=world.fixed_id(f"{plan.key}:account:{ledger.code}"),
            name=ledger.name,
            type=ledger.type,
            class_=accounts.CLASS_OF[ledger.type],
            code=ledger.code,
            tax_type=plan.tax_roles[ledger.tax],
            status=ledger.status,
            system_account=ledger.system,
            payments_enabled=ledger.payments,
            updated=FOUNDED,
        )
        if ledger.type == "BANK":
            account.bank_account_number = f"0209087654{ledger.code}050"
            account.bank_account_type = "BANK"
            account.currency_code = plan.currency
        organisation.accounts[account.account_id] = account


def _add_themes(world: World, organisation: Organisation, plan: Blueprint) -> None:
    for order, name in enumerate(plan.themes):
        theme_id = world.fixed_id(f"{plan.key}:theme:{name}")
        organisation.themes[theme_id] = BrandingTheme(theme_id, name, order, FOUNDED)


def _add_tracking(world: World, organisation: Organisation, plan: Blueprint) -> None:
    for name, options in plan.tracking.items():
        category = TrackingCategory(world.fixed_id(f"{plan.key}:tracking:{name}"), name)
        category.options = [
            TrackingOption(world.fixed_id(f"{plan.key}:tracking:{name}:{option}"), option)
            for option in options
        ]
        organisation.tracking[category.category_id] = category


def _add_users(world: World, organisation: Organisation, plan: Blueprint) -> None:
    for first, role, subscriber in (
        ("Adviser", "FINANCIALADVISER", True),
        ("Standard", "STANDARD", False),
        ("Read-only", "READONLY", False),
    ):
        user_id = world.fixed_id(f"{plan.key}:user:{role}")
        email = f"{first.lower().replace('-', '.')}@example.com"
        user = User(user_id, first, "(demo)", email, role, subscriber, FOUNDED)
        organisation.users[user_id] = user


def _item(world: World, plan: Blueprint, product: Product) -> Item:
    item = Item(
        item_id=world.fixed_id(f"{plan.key}:item:{product.code}"),
        code=product.code,
        updated=FOUNDED,
        name=product.name,
        description=product.description or product.name,
        sales=PriceDetails(Decimal(product.price), product.sales_account, plan.tax_roles["sales"]),
        is_purchased=bool(product.cost),
    )
    if product.cost:
        item.purchase_description = item.description
        item.purchases = PriceDetails(Decimal(product.cost), "310", plan.tax_roles["purchases"])
    return item
