"""Turns Xero's records into the columns of the mirrors; pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from ..client.records.account import Account
from ..client.records.branding_theme import BrandingTheme
from ..client.records.contact import Address, Contact
from ..client.records.currency import Currency
from ..client.records.item import Item, PriceDetails
from ..client.records.organisation import Organisation
from ..client.records.tax_rate import TaxRate
from ..client.records.tracking_category import TrackingCategory
from .models.base import SEARCH_LENGTH
from .normal import email_key, name_key, number_key, search_text

Row = dict[str, Any]

_FOUR_PLACES = Decimal("0.0001")
_ADDRESS_PARTS = {
    "line1": "address_line1",
    "line2": "address_line2",
    "line3": "address_line3",
    "line4": "address_line4",
    "city": "city",
    "region": "region",
    "postal_code": "postal_code",
    "country": "country",
    "attention_to": "attention_to",
}


def organisation_row(record: Organisation) -> Row:
    return {
        "xero_id": _id(record.organisation_id),
        "name": record.name,
        "legal_name": record.legal_name,
        "short_code": record.short_code,
        "base_currency": record.base_currency,
        "country_code": record.country_code,
        "version": record.version,
        "timezone": record.timezone,
        "tax_number": record.tax_number,
        "status": record.organisation_status,
        "is_demo": record.is_demo_company,
        "period_lock_date": record.period_lock_date,
        "year_lock_date": record.end_of_year_lock_date,
    }


def account_row(record: Account) -> Row:
    return {
        "xero_id": _id(record.account_id),
        "code": record.code,
        "name": record.name,
        "type": record.type,
        "class_name": record.class_,
        "status": record.status,
        "tax_type": record.tax_type,
        "system_account": record.system_account,
        "payments_enabled": record.enable_payments_to_account,
        "updated_at": record.updated_date_utc,
    }


def tax_rate_row(record: TaxRate) -> Row:
    return {
        "tax_type": record.tax_type,
        "name": record.name,
        "status": record.status,
        "effective_rate": _four_places(record.effective_rate) or Decimal(0),
        "display_rate": _four_places(record.display_tax_rate) or Decimal(0),
        "for_assets": record.can_apply_to_assets,
        "for_equity": record.can_apply_to_equity,
        "for_expenses": record.can_apply_to_expenses,
        "for_liabilities": record.can_apply_to_liabilities,
        "for_revenue": record.can_apply_to_revenue,
    }


def theme_row(record: BrandingTheme) -> Row:
    return {
        "xero_id": _id(record.branding_theme_id),
        "name": record.name,
        "sort_order": record.sort_order or 0,
    }


def currency_row(record: Currency) -> Row:
    return {"code": record.code, "description": record.description}


def category_row(record: TrackingCategory) -> Row:
    return {
        "xero_id": _id(record.tracking_category_id),
        "name": record.name,
        "status": record.status,
    }


def option_rows(record: TrackingCategory, *, category_pk: int) -> list[Row]:
    return [
        {
            "category_id": category_pk,
            "xero_id": _id(option.tracking_option_id),
            "name": option.name,
            "status": "ARCHIVED" if option.is_archived else option.status,
            "position": position,
        }
        for position, option in enumerate(record.options)
    ]


def contact_row(record: Contact) -> Row:
    terms = record.payment_terms.sales if record.payment_terms else None
    return {
        **_contact_names(record),
        "xero_id": _id(record.contact_id),
        "tax_number": record.tax_number,
        "tax_number_key": number_key(record.tax_number),
        "status": record.contact_status,
        "is_active": record.contact_status in {"", "ACTIVE"},
        "merged_to": _id(record.merged_to_contact_id),
        "is_customer": bool(record.is_customer),
        "default_currency": record.default_currency,
        "addresses": {
            address.address_type: _address(address)
            for address in record.addresses
            if address.address_type
        },
        "include_in_emails": [
            person.email_address
            for person in record.contact_persons
            if person.include_in_emails and person.email_address
        ],
        "sales_terms_day": terms.day if terms else None,
        "sales_terms_type": terms.type if terms else "",
        "sales_tax_type": record.accounts_receivable_tax_type,
        "sales_account_code": record.sales_default_account_code,
        "updated_at": record.updated_date_utc,
    }


def _contact_names(record: Contact) -> Row:
    person = f"{record.first_name} {record.last_name}".strip()
    numbers = [record.account_number, record.contact_number, record.company_number]
    plain_numbers = [number_key(number) for number in [*numbers, record.tax_number]]
    merged = record.merged_to_contact_id is not None
    searched = [record.name, *numbers, record.email_address, person, *plain_numbers]
    return {
        "name": record.name,
        "name_key": name_key(record.name),
        "email": email_key(record.email_address),
        "account_number": record.account_number.strip(),
        "contact_number": record.contact_number.strip(),
        "company_number": record.company_number.strip(),
        "first_name": record.first_name,
        "last_name": record.last_name,
        "search_text": "" if merged else search_text(searched, limit=SEARCH_LENGTH),
    }


def item_row(record: Item) -> Row:
    sales = record.sales_details or PriceDetails()
    return {
        "xero_id": _id(record.item_id),
        "code": record.code,
        "code_key": number_key(record.code),
        "name": record.name,
        "name_key": name_key(record.name)[:50],
        "description": record.description,
        "sales_price": _four_places(sales.unit_price),
        "sales_account_code": sales.account_code,
        "sales_tax_type": sales.tax_type,
        "is_sold": record.is_sold is not False,
        "is_purchased": bool(record.is_purchased),
        "is_tracked": record.is_tracked_as_inventory,
        "is_active": True,
        "search_text": search_text(
            [record.code, record.name, number_key(record.code), record.description[:200]],
            limit=SEARCH_LENGTH,
        ),
        "updated_at": record.updated_date_utc,
    }


def _address(address: Address) -> dict[str, str]:
    texts = {part: str(getattr(address, name)).strip() for part, name in _ADDRESS_PARTS.items()}
    return {part: text for part, text in texts.items() if text}


def _four_places(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(_FOUR_PLACES, ROUND_HALF_UP)


def _id(identifier: UUID | None) -> str:
    return str(identifier) if identifier else ""
