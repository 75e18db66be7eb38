"""Leaves for later what Xero's limits have no room for: a worker hands it back, nothing waits.

Asked before an operation is claimed, so that being held back is no attempt. Each call takes its
place by itself all the same; what finds none there is handed back as after a 429.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from ..connections import usage
from ..connections.admission import A_MINUTE, Priority
from ..connections.models import Connection
from .models import Operation, OperationState

_NEXT_MINUTE = timedelta(minutes=1)


def hold_back(pk: uuid.UUID) -> list[uuid.UUID]:
    """Leave this operation, and all that is due for its organisation, for later if it must be.

    They go together, so that a sweeper gets to other organisations at once. Returns those that
    the queue should be told of, as many as a minute has calls; [] when there is room.
    """
    now = timezone.now()
    operation = Operation.objects.due(now).filter(pk=pk).select_related("connection").first()
    again_at = _full_until(operation.connection, now) if operation else None
    if operation is None or again_at is None:
        return []
    waiting = (OperationState.READY, OperationState.CHECKING)
    due = Operation.objects.filter(
        connection=operation.connection_id, due_at__lte=now, state__in=waiting
    )
    first = list(due.order_by("created_at", "id").values_list("pk", flat=True)[:A_MINUTE])
    # Of two workers that see the same, the second finds nothing due any more.
    return first if due.update(due_at=again_at) else []


def _full_until(connection: Connection, now: datetime) -> datetime | None:
    verdict = usage.background_may_call(connection, now, priority=Priority.OUTBOX)
    if not verdict.allowed:
        return verdict.again_at or now + _NEXT_MINUTE
    if not usage.take_app_minute(now, 1):
        return now + _NEXT_MINUTE
    return None
