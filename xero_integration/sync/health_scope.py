"""Which organisations a caller of the health page is told of."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404

from ..connections.models import Connection
from ..connections.querysets import ConnectionQuerySet


def scope_of(tenant: str, asked: uuid.UUID | None) -> tuple[ConnectionQuerySet, Connection | None]:
    """All of the tenant's, or the one that is asked for; 404 for what is another tenant's."""
    mine = Connection.objects.of_tenant(tenant)
    if asked is None:
        return mine, None
    return mine.filter(pk=asked), get_object_or_404(mine.connected(), pk=asked)
