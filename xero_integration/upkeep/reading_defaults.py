"""Reads what the saved settings of a connection name, and what the mirror holds of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count

from ..connections.models import Connection
from ..documents.models import DocumentLine
from ..mapping.config import MappingConfig
from ..mapping.options import ACTIVE, UNBOOKABLE_SYSTEM, UNBOOKABLE_TYPES
from ..reference.models import Account, BrandingTheme, ListName, TaxRate
from .records import Finding, Known, Place, Standing, Use
from .sorting import sort

LIST_OF = {
    Place.CUSTOMER: ListName.CONTACTS,
    Place.PRODUCT: ListName.ITEMS,
    Place.ACCOUNT: ListName.ACCOUNTS,
    Place.TAX_RATE: ListName.TAX_RATES,
    Place.TAX_CODE: ListName.TAX_RATES,
    Place.THEME: ListName.BRANDING_THEMES,
}
"""Where the records of a place are mirrored."""


def uses_of(config: MappingConfig) -> Iterator[Use]:
    """The places in the settings that name something; the rest is left to Xero."""
    named = [
        Use(Place.ACCOUNT, "", config.account_id, code=config.account_code),
        Use(Place.TAX_RATE, "", config.tax_type),
        *(Use(Place.TAX_CODE, key, kind, key) for key, kind in sorted(config.tax_types.items())),
        Use(Place.THEME, "", config.branding_theme_id),
    ]
    return (use for use in named if use.xero_id)


def sort_defaults(connection: Connection, config: MappingConfig) -> list[Finding]:
    """Five queries; how often accounts are used is only asked when the account is broken."""
    known = {
        ListName.ACCOUNTS: _accounts(connection),
        ListName.TAX_RATES: _tax_rates(connection),
        ListName.BRANDING_THEMES: _themes(connection),
    }
    account = known[ListName.ACCOUNTS].get(config.account_id)
    if config.account_id and (account is None or not account.is_usable):
        known[ListName.ACCOUNTS] = _accounts(connection, _used(connection))
    found = []
    for use in uses_of(config):
        records = known[LIST_OF[use.place]]
        choices = [each for each in records.values() if each.is_usable]
        found.append(sort(use, records.get(use.xero_id), choices))
    return found


def _standing(status: str, *, is_gone: bool) -> Standing:
    if is_gone or status == "DELETED":
        return Standing.GONE
    return Standing.USABLE if status == ACTIVE else Standing.ARCHIVED


def _accounts(connection: Connection, used: dict[str, int] | None = None) -> dict[str, Known]:
    rows = (
        Account.objects.of(connection)
        .exclude(code="")
        .exclude(type__in=UNBOOKABLE_TYPES)
        .exclude(system_account__in=UNBOOKABLE_SYSTEM)
    )
    return {
        row.xero_id: Known(
            row.xero_id,
            row.code,
            row.name,
            _standing(row.status, is_gone=row.is_gone),
            group=row.type,
            used=(used or {}).get(row.code, 0),
        )
        for row in rows
    }


def _used(connection: Connection) -> dict[str, int]:
    """How many lines of our documents stand on each account."""
    lines = DocumentLine.objects.filter(document__connection=connection).exclude(account_code="")
    counted = lines.order_by().values("account_code").annotate(times=Count("pk"))
    return dict(counted.values_list("account_code", "times"))


def _tax_rates(connection: Connection) -> dict[str, Known]:
    """A rate that sales can't use any more is as good as archived."""
    return {
        row.tax_type: Known(
            row.tax_type,
            name=row.name,
            standing=_standing(row.status if row.for_revenue else "ARCHIVED", is_gone=row.is_gone),
            rate=row.effective_rate,
        )
        for row in TaxRate.objects.of(connection)
    }


def _themes(connection: Connection) -> dict[str, Known]:
    return {
        row.xero_id: Known(
            row.xero_id,
            name=row.name,
            standing=_standing(ACTIVE, is_gone=row.is_gone),
            is_default=row.sort_order == 0,
        )
        for row in BrandingTheme.objects.of(connection)
    }
