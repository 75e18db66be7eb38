"""Filters over grants, connections and attempts, named after what they mean."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from .encryption import NOTHING

if TYPE_CHECKING:
    from .models import (  # noqa: F401
        ConnectAttempt,
        Connection,
        Grant,
        ReconnectLink,
        Standby,
    )


class GrantQuerySet(models.QuerySet["Grant"]):
    def lease_free(self, now: datetime) -> GrantQuerySet:
        return self.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))

    def active(self) -> GrantQuerySet:
        return self.filter(state="active")

    def unused_since(self, moment: datetime) -> GrantQuerySet:
        return self.active().filter(refreshed_at__lt=moment)


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def of_tenant(self, tenant: str) -> ConnectionQuerySet:
        return self.filter(tenant=tenant)

    def connected(self) -> ConnectionQuerySet:
        """Neither disconnected nor forgotten; a broken one counts, it wants repair."""
        return self.exclude(state="disconnected")

    def disconnected(self) -> ConnectionQuerySet:
        return self.filter(state="disconnected")

    def living_from(self, xero_user_id: str) -> ConnectionQuerySet:
        """Connections of any tenant that stop when this Xero user's consent is revoked."""
        return self.connected().filter(grant__xero_user_id=xero_user_id, grant__state="active")

    def broken(self) -> ConnectionQuerySet:
        return self.filter(state="needs_sign_in")

    def broken_of(self, xero_user_id: str) -> ConnectionQuerySet:
        return self.filter(grant__xero_user_id=xero_user_id, state="needs_sign_in")

    def oldest_first(self) -> ConnectionQuerySet:
        return self.order_by("connected_at", "pk")

    def preferred_first(self) -> ConnectionQuerySet:
        """What an administrator chose for new invoices, then in the order of connecting."""
        return self.order_by("-is_preferred", "connected_at", "pk")


class StandbyQuerySet(models.QuerySet["Standby"]):
    def living(self) -> StandbyQuerySet:
        """Of connections that are in use or want repair, and of a consent that may be used."""
        return self.exclude(connection__state="disconnected").filter(grant__state="active")

    def of_user(self, xero_user_id: str) -> StandbyQuerySet:
        return self.filter(grant__xero_user_id=xero_user_id)


class ReconnectLinkQuerySet(models.QuerySet["ReconnectLink"]):
    def of_tenant(self, tenant: str) -> ReconnectLinkQuerySet:
        return self.filter(connection__tenant=tenant)

    def unused(self) -> ReconnectLinkQuerySet:
        """Nobody went through it and no reconnect closed it; it may be too old all the same."""
        return self.filter(used_at__isnull=True)

    def usable(self, now: datetime) -> ReconnectLinkQuerySet:
        return self.unused().filter(expires_at__gt=now)


class ConnectAttemptQuerySet(models.QuerySet["ConnectAttempt"]):
    def of(self, actor: str, tenant: str) -> ConnectAttemptQuerySet:
        return self.filter(actor=actor, tenant=tenant)

    def unused(self, now: datetime) -> ConnectAttemptQuerySet:
        return self.filter(used_at__isnull=True, expires_at__gt=now)

    def choosing(self, now: datetime) -> ConnectAttemptQuerySet:
        return self.filter(expires_at__gt=now).exclude(token_set=NOTHING)

    def over(self, moment: datetime) -> ConnectAttemptQuerySet:
        return self.filter(expires_at__lte=moment)

    def abandoned(self, now: datetime) -> ConnectAttemptQuerySet:
        """Left on the page that asks which organisation, with a token set still in hand."""
        return self.over(now).exclude(token_set=NOTHING)
