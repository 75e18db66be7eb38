"""Turns mirrored rows into the records of the reference book."""

from __future__ import annotations

from ..connections.models import Connection
from .address import Address
from .book import (
    AccountInfo,
    ContactInfo,
    ItemInfo,
    OrganisationInfo,
    PaymentTermsInfo,
    TaxRateInfo,
)
from .models import Account, Contact, Item, Organisation, TaxRate
from .normal import name_key

_CLASSES = {
    "ASSET": "for_assets",
    "EQUITY": "for_equity",
    "EXPENSE": "for_expenses",
    "LIABILITY": "for_liabilities",
    "REVENUE": "for_revenue",
}


def organisation_info(row: Organisation) -> OrganisationInfo:
    return OrganisationInfo(
        id=row.xero_id,
        name=row.name,
        short_code=row.short_code,
        base_currency=row.base_currency,
        country_code=row.country_code,
        version=row.version,
        timezone=row.timezone,
        tax_number=row.tax_number,
        is_demo=row.is_demo,
        period_lock_date=row.period_lock_date,
        year_lock_date=row.year_lock_date,
    )


def account_info(row: Account) -> AccountInfo:
    return AccountInfo(
        id=row.xero_id,
        code=row.code,
        name=row.name,
        type=row.type,
        class_name=row.class_name,
        tax_type=row.tax_type,
        system_account=row.system_account,
        payments_enabled=row.payments_enabled,
    )


def tax_rate_info(row: TaxRate) -> TaxRateInfo:
    return TaxRateInfo(
        tax_type=row.tax_type,
        name=row.name,
        effective_rate=row.effective_rate,
        display_rate=row.display_rate,
        classes=frozenset(name for name, column in _CLASSES.items() if getattr(row, column)),
    )


def contact_info(row: Contact) -> ContactInfo:
    terms = None
    if row.sales_terms_type and row.sales_terms_day is not None:
        terms = PaymentTermsInfo(row.sales_terms_day, row.sales_terms_type)
    return ContactInfo(
        id=row.xero_id,
        name=row.name,
        email=row.email,
        tax_number=row.tax_number,
        account_number=row.account_number,
        contact_number=row.contact_number,
        company_number=row.company_number,
        first_name=row.first_name,
        last_name=row.last_name,
        status=row.status,
        merged_to=row.merged_to,
        is_customer=row.is_customer,
        default_currency=row.default_currency,
        postal=Address.of(row.addresses.get("POBOX")),
        street=Address.of(row.addresses.get("STREET")),
        terms=terms,
        sales_tax_type=row.sales_tax_type,
        sales_account_code=row.sales_account_code,
        is_gone=row.is_gone,
    )


def item_info(row: Item) -> ItemInfo:
    return ItemInfo(
        id=row.xero_id,
        code=row.code,
        name=row.name,
        description=row.description,
        price=row.sales_price,
        account_code=row.sales_account_code,
        tax_type=row.sales_tax_type,
        is_sold=row.is_sold,
        is_purchased=row.is_purchased,
        is_tracked=row.is_tracked,
        is_gone=row.is_gone,
    )


def contacts_by_id(connection: Connection, ids: set[str]) -> dict[str, ContactInfo]:
    rows = Contact.objects.of(connection).filter(xero_id__in=ids - {""}) if ids else ()
    return {row.xero_id: contact_info(row) for row in rows}


def items_by_id(connection: Connection, ids: set[str]) -> dict[str, ItemInfo]:
    rows = Item.objects.of(connection).filter(xero_id__in=ids - {""}) if ids else ()
    return {row.xero_id: item_info(row) for row in rows}


def contact_name_is_taken(connection: Connection, name: str) -> bool:
    """Xero keeps names unique among active contacts, without regard to case."""
    wanted = " ".join(name.split()).casefold()
    alike = Contact.objects.of(connection).filter(name_key=name_key(name), is_active=True)
    return any(known.casefold() == wanted for known in alike.values_list("name", flat=True))
