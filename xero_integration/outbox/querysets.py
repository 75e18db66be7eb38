"""Filters over operations, and the one conditional update that claims them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import Operation


class OperationQuerySet(models.QuerySet["Operation"]):
    def due(self, now: datetime, *, awaited: bool = False) -> OperationQuerySet:
        """To be worked on now: due and free, or abandoned by a process that died.

        ``awaited`` by a person: what was never tried was only held back for the workers' share
        of Xero's limits, and people have room when workers have none.
        """
        wanted = Q(state="sending", lease_until__lt=now)
        wanted |= Q(state__in=("ready", "checking"), due_at__lte=now)
        if awaited:
            wanted |= Q(state="ready", attempts=0)
        return self.filter(wanted)

    def unblocked(self) -> OperationQuerySet:
        """Not waiting for another operation to be done first."""
        return self.filter(Q(depends_on__isnull=True) | Q(depends_on__state="done"))

    def claim(
        self,
        pks: Collection[uuid.UUID],
        *,
        now: datetime,
        until: datetime,
        awaited: bool = False,
    ) -> uuid.UUID:
        """Take those of ``pks`` that are still due; find them by the token that is returned.

        One conditional update: atomic on every database, with or without row locks.
        """
        token = uuid.uuid4()
        self.filter(pk__in=pks).due(now, awaited=awaited).update(
            state="sending", lease_token=token, lease_until=until
        )
        return token

    def held_by(self, token: uuid.UUID) -> OperationQuerySet:
        return self.filter(lease_token=token, state="sending").order_by("created_at", "id")

    def open(self) -> OperationQuerySet:
        return self.filter(state__in=("ready", "sending", "checking", "waiting"))

    def of_tenant(self, tenant: str) -> OperationQuerySet:
        """Of every organisation that the tenant ever connected, disconnected ones too."""
        return self.filter(connection__tenant=tenant)

    def needing_a_person(self) -> OperationQuerySet:
        return self.filter(state__in=("refused", "waiting"))

    def mentioning(
        self, text: str, *, subjects: Collection[str], pks: Collection[uuid.UUID]
    ) -> OperationQuerySet:
        """The text in what was sent, by whom, or what came of it; or one of what it may mean."""
        columns = ("subject", "body", "actor_name", "error_message", "answer_id")
        wanted = Q(subject__in=subjects) | Q(pk__in=pks)
        for column in columns:
            wanted |= Q(**{f"{column}__icontains": text})
        return self.filter(wanted)

    def newest_first(self) -> OperationQuerySet:
        return self.order_by("-created_at", "-id")

    def fresh_like(self, operation: Operation) -> OperationQuerySet:
        """Never sent operations that may travel in the same call as this one."""
        return self.filter(
            connection=operation.connection_id,
            kind=operation.kind,
            state="ready",
            idempotency_key="",
            uncertain=False,
        ).order_by("created_at", "id")
