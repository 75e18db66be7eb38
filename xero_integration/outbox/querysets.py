"""Filters over operations, and the one conditional update that claims them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import Operation  # noqa: F401

RUNNABLE = ("ready", "checking")


class OperationQuerySet(models.QuerySet["Operation"]):
    def claimable(self, now: datetime) -> OperationQuerySet:
        """Due, not held by anybody alive, and not waiting for another operation."""
        abandoned = Q(state="sending", lease_until__lt=now)
        runnable = Q(state__in=RUNNABLE, due_at__lte=now)
        return self.filter(runnable | abandoned).filter(
            Q(depends_on__isnull=True) | Q(depends_on__state="done")
        )

    def claim(self, pk: uuid.UUID, *, now: datetime, until: datetime) -> uuid.UUID | None:
        """Take one operation for this process; None when somebody else has it.

        A conditional update is atomic on every database, with or without row locks.
        """
        token = uuid.uuid4()
        claimed = (
            self.model._default_manager.filter(pk__in=self.claimable(now).filter(pk=pk).values("pk"))
            .filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))
            .update(state="sending", lease_token=token, lease_until=until)
        )
        return token if claimed else None

    def of_subject(self, subject: str) -> OperationQuerySet:
        return self.filter(subject=subject)

    def open(self) -> OperationQuerySet:
        return self.filter(state__in=("ready", "sending", "checking", "waiting"))

    def with_key(self, key: str) -> OperationQuerySet:
        return self.filter(idempotency_key=key).order_by("created_at", "id")
