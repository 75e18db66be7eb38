"""The organisation's lists as choices for people: accounts, tax rates, branding themes."""

from __future__ import annotations

from dataclasses import dataclass

from ..connections.models import Connection
from ..reference.models import Account, BrandingTheme, TaxRate

ACTIVE = "ACTIVE"
REVENUE = "REVENUE"
# Invoice lines can't be booked to these.
UNBOOKABLE_TYPES = ("BANK",)
UNBOOKABLE_SYSTEM = ("DEBTORS", "CREDITORS")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OrganisationOptions:
    """Value and label of each choice. ``account_codes``: account id → code."""

    revenue_accounts: tuple[Pair, ...] = ()
    other_accounts: tuple[Pair, ...] = ()
    account_codes: tuple[Pair, ...] = ()
    tax_types: tuple[Pair, ...] = ()
    themes: tuple[Pair, ...] = ()

    @property
    def are_empty(self) -> bool:
        """Before the first fill of the mirrors there is nothing to choose from."""
        return not self.account_codes


def organisation_options(connection: Connection) -> OrganisationOptions:
    accounts = list(
        Account.objects.of(connection)
        .present()
        .filter(status=ACTIVE)
        .exclude(code="")
        .exclude(type__in=UNBOOKABLE_TYPES)
        .exclude(system_account__in=UNBOOKABLE_SYSTEM)
        .order_by("code")
    )
    rates = TaxRate.objects.of(connection).present().filter(status=ACTIVE, for_revenue=True)
    themes = BrandingTheme.objects.of(connection).present().order_by("sort_order", "name")
    return OrganisationOptions(
        revenue_accounts=tuple(_account(one) for one in accounts if one.class_name == REVENUE),
        other_accounts=tuple(_account(one) for one in accounts if one.class_name != REVENUE),
        account_codes=tuple((one.xero_id, one.code) for one in accounts),
        tax_types=tuple((rate.tax_type, str(rate)) for rate in rates.order_by("name")),
        themes=tuple((theme.xero_id, str(theme)) for theme in themes),
    )


def _account(account: Account) -> Pair:
    return account.xero_id, f"{account.code} – {account.name}"
