"""Filters over grants and connections, named after what they mean."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import Connection, Grant  # noqa: F401


class GrantQuerySet(models.QuerySet["Grant"]):
    def lease_free(self, now: datetime) -> GrantQuerySet:
        return self.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def of_tenant(self, tenant: str) -> ConnectionQuerySet:
        return self.filter(tenant=tenant)

    def connected(self) -> ConnectionQuerySet:
        """Neither disconnected nor forgotten; a broken one counts, it wants repair."""
        return self.exclude(state="disconnected")
