"""Puts Xero's records into the mirrors: from a list, or from the answer to a write."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from ..client.records.account import Account as AccountRecord
from ..client.records.branding_theme import BrandingTheme as ThemeRecord
from ..client.records.contact import Contact as ContactRecord
from ..client.records.currency import Currency as CurrencyRecord
from ..client.records.item import Item as ItemRecord
from ..client.records.organisation import Organisation as OrganisationRecord
from ..client.records.tax_rate import TaxRate as TaxRateRecord
from ..client.records.tracking_category import TrackingCategory as CategoryRecord
from ..connections.models import Connection
from . import rows
from .models import (
    Account,
    BrandingTheme,
    Contact,
    Currency,
    Item,
    Organisation,
    TaxRate,
    TrackingCategory,
    TrackingOption,
)
from .upsert import mark_gone, upsert

# Each function answers how many rows were written. ``whole`` says that the records are
# Xero's complete list, so that what is missing from it is gone.


def apply_contacts(connection: Connection, records: Sequence[ContactRecord]) -> int:
    """Contacts are never gone: Xero archives and merges them, and lists both."""
    return upsert(Contact, connection, map(rows.contact_row, records))


def apply_items(
    connection: Connection, records: Sequence[ItemRecord], *, whole: bool = False
) -> int:
    written = upsert(Item, connection, map(rows.item_row, records))
    if whole:
        mark_gone(Item, connection, kept=[str(record.item_id) for record in records])
    return written


def apply_organisation(connection: Connection, record: OrganisationRecord) -> int:
    written = upsert(Organisation, connection, [rows.organisation_row(record)])
    mark_gone(Organisation, connection, kept=[str(record.organisation_id)])
    return written


def apply_accounts(connection: Connection, records: Sequence[AccountRecord]) -> int:
    written = upsert(Account, connection, map(rows.account_row, records))
    mark_gone(Account, connection, kept=[str(record.account_id) for record in records])
    return written


def apply_tax_rates(connection: Connection, records: Sequence[TaxRateRecord]) -> int:
    written = upsert(TaxRate, connection, map(rows.tax_rate_row, records))
    mark_gone(TaxRate, connection, kept=[record.tax_type for record in records])
    return written


def apply_themes(connection: Connection, records: Sequence[ThemeRecord]) -> int:
    written = upsert(BrandingTheme, connection, map(rows.theme_row, records))
    mark_gone(BrandingTheme, connection, kept=[str(record.branding_theme_id) for record in records])
    return written


def apply_currencies(connection: Connection, records: Sequence[CurrencyRecord]) -> int:
    written = upsert(Currency, connection, map(rows.currency_row, records))
    mark_gone(Currency, connection, kept=[record.code for record in records])
    return written


@transaction.atomic
def apply_tracking(connection: Connection, records: Sequence[CategoryRecord]) -> int:
    written = upsert(TrackingCategory, connection, map(rows.category_row, records))
    kept = [str(record.tracking_category_id) for record in records]
    mark_gone(TrackingCategory, connection, kept=kept)
    pks = dict(TrackingCategory.objects.of(connection).values_list("xero_id", "pk"))
    options = [
        row
        for record in records
        for row in rows.option_rows(record, category_pk=pks[str(record.tracking_category_id)])
    ]
    written += upsert(TrackingOption, connection, options)
    mark_gone(TrackingOption, connection, kept=[row["xero_id"] for row in options])
    return written
