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
from .chunks import LOOKUP, chunks
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
from .models.search_word import Searched
from .upsert import mark_gone, upsert
from .wording import contact_words, forget_rows, index_rows, item_words

# Each function answers how many rows were written. ``whole`` says that the records are
# Xero's complete list, so that what is missing from it is gone.


def apply_contacts(connection: Connection, records: Sequence[ContactRecord]) -> int:
    """Contacts are never gone: Xero archives and merges them, and lists both."""
    with transaction.atomic():
        keys = upsert(Contact, connection, map(rows.contact_row, records))
        for chunk in chunks(keys, LOOKUP):
            written = Contact.objects.of(connection).filter(xero_id__in=chunk)
            index_rows(
                connection, Searched.CONTACT, [(row, *contact_words(row)) for row in written]
            )
    return len(keys)


def apply_items(
    connection: Connection, records: Sequence[ItemRecord], *, whole: bool = False
) -> int:
    with transaction.atomic():
        keys = upsert(Item, connection, map(rows.item_row, records))
        for chunk in chunks(keys, LOOKUP):
            written = Item.objects.of(connection).filter(xero_id__in=chunk)
            index_rows(connection, Searched.ITEM, [(row, *item_words(row)) for row in written])
        if whole:
            _mark_items_gone(connection, kept=[str(record.item_id) for record in records])
    return len(keys)


def _mark_items_gone(connection: Connection, *, kept: list[str]) -> None:
    gone = mark_gone(Item, connection, kept=kept)
    for chunk in chunks(gone, LOOKUP):
        rows_gone = Item.objects.of(connection).filter(xero_id__in=chunk)
        forget_rows(Searched.ITEM, list(rows_gone.values_list("pk", flat=True)))


def apply_organisation(connection: Connection, record: OrganisationRecord) -> int:
    written = len(upsert(Organisation, connection, [rows.organisation_row(record)]))
    mark_gone(Organisation, connection, kept=[str(record.organisation_id)])
    return written


def apply_accounts(connection: Connection, records: Sequence[AccountRecord]) -> int:
    written = len(upsert(Account, connection, map(rows.account_row, records)))
    mark_gone(Account, connection, kept=[str(record.account_id) for record in records])
    return written


def apply_tax_rates(connection: Connection, records: Sequence[TaxRateRecord]) -> int:
    written = len(upsert(TaxRate, connection, map(rows.tax_rate_row, records)))
    mark_gone(TaxRate, connection, kept=[record.tax_type for record in records])
    return written


def apply_themes(connection: Connection, records: Sequence[ThemeRecord]) -> int:
    written = len(upsert(BrandingTheme, connection, map(rows.theme_row, records)))
    mark_gone(BrandingTheme, connection, kept=[str(record.branding_theme_id) for record in records])
    return written


def apply_currencies(connection: Connection, records: Sequence[CurrencyRecord]) -> int:
    written = len(upsert(Currency, connection, map(rows.currency_row, records)))
    mark_gone(Currency, connection, kept=[record.code for record in records])
    return written


@transaction.atomic
def apply_tracking(connection: Connection, records: Sequence[CategoryRecord]) -> int:
    written = len(upsert(TrackingCategory, connection, map(rows.category_row, records)))
    kept = [str(record.tracking_category_id) for record in records]
    mark_gone(TrackingCategory, connection, kept=kept)
    pks = dict(TrackingCategory.objects.of(connection).values_list("xero_id", "pk"))
    options = [
        row
        for record in records
        for row in rows.option_rows(record, category_pk=pks[str(record.tracking_category_id)])
    ]
    written += len(upsert(TrackingOption, connection, options))
    mark_gone(TrackingOption, connection, kept=[row["xero_id"] for row in options])
    return written
