"""Which organisations a caller of the health page is told of."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.shortcuts import get_object_or_404

from ..connections.models import Connection
from ..connections.querysets import ConnectionQuerySet
from ..host.registry import site_has_tenants
from .health import Health
from .health_reading import health_of


@dataclass(frozen=True, slots=True)
class Scope:
    """``tenant`` is None on a site without tenants; ``chosen`` is the one that was asked for."""

    connections: ConnectionQuerySet
    tenant: str | None
    chosen: Connection | None = None


def scope_of(tenant: str, asked: uuid.UUID | None) -> Scope:
    """All of the tenant's, or the one that is asked for; 404 for what is another tenant's."""
    mine = Connection.objects.of_tenant(tenant)
    among = tenant if site_has_tenants() else None
    if asked is None:
        return Scope(mine, among)
    return Scope(mine.filter(pk=asked), among, get_object_or_404(mine.connected(), pk=asked))


def health_within(scope: Scope) -> Health:
    return health_of(scope.connections, tenant=scope.tenant)
