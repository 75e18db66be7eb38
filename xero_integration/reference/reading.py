"""Opens the reference book: at most nine queries, whatever the size of the mirrors."""

from __future__ import annotations

from collections.abc import Iterable

from ..connections.models import Connection
from .book import (
    AccountInfo,
    CurrencyInfo,
    OptionInfo,
    OrganisationInfo,
    ReferenceBook,
    TaxRateInfo,
    ThemeInfo,
    TrackingInfo,
)
from .infos import (
    account_info,
    contacts_by_id,
    items_by_id,
    organisation_info,
    tax_rate_info,
)
from .models import Account, BrandingTheme, Currency, Organisation, TaxRate, TrackingOption

# Xero keeps these by itself and refuses them on lines of documents.
_KEPT_BY_XERO = (
    "BANKCURRENCYGAIN",
    "CREDITORS",
    "DEBTORS",
    "REALISEDCURRENCYGAIN",
    "TRACKINGTRANSFERS",
    "UNPAIDEXPCLM",
    "UNREALISEDCURRENCYGAIN",
)


def open_book(
    connection: Connection, *, contact_id: str = "", item_ids: Iterable[str] = ()
) -> ReferenceBook:
    """Read what a form needs; ``contact_id`` and ``item_ids`` are Xero's ids."""
    contacts = contacts_by_id(connection, {contact_id} if contact_id else set())
    return ReferenceBook(
        organisation=organisation_of(connection),
        accounts=_accounts(connection),
        tax_rates=_tax_rates(connection),
        themes=_themes(connection),
        currencies=_currencies(connection),
        tracking=_tracking(connection),
        contact=contacts.get(contact_id),
        items=items_by_id(connection, set(item_ids)),
    )


def organisation_of(connection: Connection) -> OrganisationInfo | None:
    row = Organisation.objects.of(connection).present().first()
    return organisation_info(row) if row else None


def _accounts(connection: Connection) -> tuple[AccountInfo, ...]:
    rows = (
        Account.objects.of(connection)
        .present()
        .filter(status="ACTIVE")
        .exclude(type="BANK")
        .exclude(code="")
        .exclude(system_account__in=_KEPT_BY_XERO)
        .order_by("code")
    )
    return tuple(account_info(row) for row in rows)


def _tax_rates(connection: Connection) -> tuple[TaxRateInfo, ...]:
    rows = TaxRate.objects.of(connection).present().filter(status="ACTIVE")
    return tuple(tax_rate_info(row) for row in rows.order_by("name", "tax_type"))


def _themes(connection: Connection) -> tuple[ThemeInfo, ...]:
    rows = BrandingTheme.objects.of(connection).present().order_by("sort_order", "name")
    return tuple(ThemeInfo(row.xero_id, row.name, row.sort_order) for row in rows)


def _currencies(connection: Connection) -> tuple[CurrencyInfo, ...]:
    rows = Currency.objects.of(connection).present().order_by("code")
    return tuple(CurrencyInfo(row.code, row.description) for row in rows)


def _tracking(connection: Connection) -> tuple[TrackingInfo, ...]:
    rows = (
        TrackingOption.objects.of(connection)
        .present()
        .filter(status="ACTIVE", category__status="ACTIVE", category__gone_at__isnull=True)
        .select_related("category")
        .order_by("category__name", "category_id", "position", "name")
    )
    options: dict[tuple[str, str], list[OptionInfo]] = {}
    for row in rows:
        key = (row.category.xero_id, row.category.name)
        options.setdefault(key, []).append(OptionInfo(row.xero_id, row.name))
    return tuple(TrackingInfo(id_, name, tuple(given)) for (id_, name), given in options.items())
