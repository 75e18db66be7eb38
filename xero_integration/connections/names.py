"""Names of connections: one per tenant, suggested from the organisation."""

from __future__ import annotations

from itertools import count

from django.db.models import QuerySet

from .models import Connection

LONGEST = 100


def suggest(tenant: str, base: str, *, taken: set[str] | None = None) -> str:
    """The organisation's name, numbered when the tenant already uses it."""
    used = {name.casefold() for name in taken or set()} | all_names(tenant)
    stem = base.strip()[: LONGEST - 5] or "Xero"
    candidates = (stem if n == 1 else f"{stem} {n}" for n in count(1))
    return next(name for name in candidates if name.casefold() not in used)


def is_free(tenant: str, name: str, *, organisation: str) -> bool:
    """Tell whether no other organisation's connection has this name; case does not matter."""
    others = Connection.objects.of_tenant(tenant).exclude(xero_tenant_id=organisation)
    return name.casefold() not in _folded(others)


def connected(tenant: str) -> set[str]:
    """Names in use, case-folded; that of a disconnected one is free for its return."""
    return _folded(Connection.objects.of_tenant(tenant).connected())


def all_names(tenant: str) -> set[str]:
    return _folded(Connection.objects.of_tenant(tenant))


def _folded(connections: QuerySet[Connection]) -> set[str]:
    return {name.casefold() for name in connections.values_list("name", flat=True)}
