"""Which scopes to ask of Xero, computed from the features that are on.

Scope table: https://developer.xero.com/documentation/guides/oauth2/scopes/.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..conf import conf
from ..exceptions import ConfigurationError

IDENTITY = ("openid", "profile", "email", "offline_access")

# Read by every feature: organisation, accounts, tax rates, themes, tracking, and the users
# among whom the role of the person who connects is looked up.
_ALWAYS = ("accounting.settings.read",)

# One scope covers invoices, bills, credit notes and quotes; Xero can't split them. It also
# covers writing items.
BY_FEATURE: dict[str, tuple[str, ...]] = {
    "invoices": ("accounting.invoices", "accounting.contacts"),
    "payments": ("accounting.payments.read",),
    "record_payments": ("accounting.payments",),
    "attachments": ("accounting.attachments",),
    "accounts": ("accounting.settings",),
    "bank_feed": ("accounting.banktransactions",),
    "manual_journals": ("accounting.manualjournals",),
    "aged_reports": ("accounting.reports.aged.read",),
    "online_payments": ("paymentservices",),
}

# Apps made before 2 March 2026 may use these until September 2027.
_TRANSACTIONS = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
)


def scopes() -> list[str]:
    """The smallest set of scopes for the features in the settings."""
    wanted = [scope for feature in conf.FEATURES for scope in _of_feature(feature)]
    scopes = _without_redundant([*_ALWAYS, *wanted])
    if not conf.GRANULAR_SCOPES:
        scopes = _without_redundant(_broad(scope) or scope for scope in scopes)
    return [*IDENTITY, *scopes]


def missing(held: Iterable[str], wanted: Sequence[str] | None = None) -> list[str]:
    """The wanted scopes (default: all) that the held ones do not cover."""
    covered = {*held}
    return [
        scope
        for scope in (scopes() if wanted is None else wanted)
        if covered.isdisjoint(_sufficient(scope))
    ]


def missing_for(feature: str, held: Iterable[str]) -> list[str]:
    """What this feature alone lacks: a missing scope disables only what needs it."""
    return missing(held, _of_feature(feature))


def _of_feature(feature: str) -> tuple[str, ...]:
    if feature not in BY_FEATURE:
        known = ", ".join(BY_FEATURE)
        raise ConfigurationError(
            f'XERO_INTEGRATION["FEATURES"] names {feature!r}; the features are {known}.'
        )
    return BY_FEATURE[feature]


def _sufficient(scope: str) -> set[str]:
    """The scope, its write variant, and the broad scopes that include either."""
    enough = {scope, scope.removesuffix(".read")}
    return enough | {broad for broad in map(_broad, enough) if broad}


def _broad(scope: str) -> str:
    if scope.removesuffix(".read") in _TRANSACTIONS:
        read = ".read" if scope.endswith(".read") else ""
        return f"accounting.transactions{read}"
    return "accounting.reports.read" if scope.startswith("accounting.reports.") else ""


def _without_redundant(scopes: Iterable[str]) -> list[str]:
    """Each once, in order, and no ``.read`` beside its write variant."""
    unique = list(dict.fromkeys(scopes))
    return [
        scope
        for scope in unique
        if not (scope.endswith(".read") and scope.removesuffix(".read") in unique)
    ]
