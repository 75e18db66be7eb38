"""Which scopes exist, which an app may ask for, and which of them opens a door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

OPEN_ID = frozenset({"openid", "profile", "email", "offline_access"})

_READABLE = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.settings",
    "accounting.contacts",
    "accounting.attachments",
)
_REPORTS = (
    "aged",
    "balancesheet",
    "banksummary",
    "budgetsummary",
    "executivesummary",
    "profitandloss",
    "trialbalance",
    "taxreports",
    "tenninetynine",
)

GRANULAR = frozenset(
    [*_READABLE]
    + [f"{scope}.read" for scope in _READABLE]
    + [f"accounting.reports.{report}.read" for report in _REPORTS]
    + ["accounting.budgets.read", "accounting.journals.read", "paymentservices"]
)
APP_LEVEL = frozenset({"app.connections", "marketplace.billing"})

# The broad scopes end in September 2027 (Xero's granular scopes FAQ).
_TRANSACTIONS = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
)
BROAD_PARENT = (
    dict.fromkeys(_TRANSACTIONS, "accounting.transactions")
    | {f"{scope}.read": "accounting.transactions.read" for scope in _TRANSACTIONS}
    | {f"accounting.reports.{report}.read": "accounting.reports.read" for report in _REPORTS}
)
BROAD = frozenset(BROAD_PARENT.values())
KNOWN = OPEN_ID | GRANULAR | APP_LEVEL | BROAD


def unknown(scopes: Iterable[str]) -> list[str]:
    return sorted(set(scopes) - KNOWN)


def opens(held: Sequence[str], wanted: Sequence[str], *, broad_ended: bool = False) -> bool:
    """Say whether a token holding these scopes satisfies one of the wanted alternatives."""
    valid = {scope for scope in held if not (broad_ended and scope in BROAD)}
    return any(not valid.isdisjoint(_satisfying(scope)) for scope in wanted)


def _satisfying(scope: str) -> set[str]:
    """A scope, its write variant, and the broad scopes that used to include either."""
    enough = {scope, scope.removesuffix(".read")}
    return enough | {BROAD_PARENT[each] for each in enough if each in BROAD_PARENT}
