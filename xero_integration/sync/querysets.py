"""Filters over webhook events and polls, and the conditional updates that claim them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from ..connections.models import Connection
    from .models import PollState, Sweep, WebhookEvent  # noqa: F401


def _free(now: datetime) -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lt=now)


class WebhookEventQuerySet(models.QuerySet["WebhookEvent"]):
    def due(self, now: datetime) -> WebhookEventQuerySet:
        """To be read now and held by nobody."""
        return self.filter(_free(now), state="waiting", due_at__lte=now)

    def claim(self, pks: Collection[int], *, now: datetime, until: datetime) -> uuid.UUID:
        """Take those of ``pks`` that are still due; find them by the token that is returned."""
        token = uuid.uuid4()
        self.filter(pk__in=pks).due(now).update(lease_token=token, lease_until=until)
        return token

    def held_by(self, token: uuid.UUID) -> WebhookEventQuerySet:
        """Still ours: whoever lost the lease must not settle what another one reads."""
        return self.filter(lease_token=token)

    def settle(self, pks: Collection[int], outcome: str, now: datetime) -> None:
        """Close events; what happened with them is ``outcome``."""
        self.filter(pk__in=pks).update(
            state="done", outcome=outcome, finished_at=now, lease_token=None, lease_until=None
        )

    def set_aside(self, pks: Collection[int], now: datetime) -> None:
        """Keep events of an organisation that nobody connected, in case somebody does."""
        self.filter(pk__in=pks).update(
            state="unknown", finished_at=now, lease_token=None, lease_until=None
        )

    def put_off(self, pk: int, until: datetime) -> None:
        """Let an event come back later, one attempt older."""
        self.filter(pk=pk).update(
            due_at=until,
            attempts=models.F("attempts") + 1,
            lease_token=None,
            lease_until=None,
        )


class PollQuerySet(models.QuerySet["PollState"]):
    def due(self, now: datetime) -> PollQuerySet:
        """To be asked now, of a connection that works, and held by nobody."""
        return self.filter(_free(now), next_at__lte=now, connection__state="active")

    def claim(self, pks: Collection[int], *, now: datetime, until: datetime) -> uuid.UUID:
        """Take those of ``pks`` that are still free; find them by the token that is returned."""
        token = uuid.uuid4()
        self.filter(_free(now), pk__in=pks).update(lease_token=token, lease_until=until)
        return token

    def of(self, connection: Connection) -> PollQuerySet:
        return self.filter(connection=connection)

    def failed(self) -> PollQuerySet:
        return self.exclude(error_code="")

    def held_by(self, token: uuid.UUID, now: datetime) -> PollQuerySet:
        """What a claim holds and has not lost yet, the polls of an organisation together."""
        held = self.filter(lease_token=token, lease_until__gt=now)
        return held.select_related("connection__grant").order_by("connection_id", "resource")


class SweepQuerySet(models.QuerySet["Sweep"]):
    def unfinished_since(self, moment: datetime) -> SweepQuerySet:
        """Begun but not ended; older ones would compare with a world that has gone on."""
        return self.filter(finished_at=None, started_at__gte=moment)

    def finished(self) -> SweepQuerySet:
        return self.filter(finished_at__isnull=False)

    def claim(self, pk: int, *, now: datetime, until: datetime) -> uuid.UUID | None:
        """Take one that nobody is at, or None."""
        token = uuid.uuid4()
        mine = self.filter(_free(now), pk=pk, finished_at=None)
        return token if mine.update(lease_token=token, lease_until=until) else None
