"""The public door of the outbox: submit an intent, run it now, cancel it, resume it."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from .. import background
from ..access.actors import Actor
from ..connections.models import Connection
from .models import Operation, OperationState
from .querysets import OperationQuerySet

logger = logging.getLogger(__name__)

RUN_TASK = "xero_integration.outbox.tasks.run"
REOPENABLE = (OperationState.REFUSED, OperationState.CANCELLED)


def submit(
    connection: Connection,
    kind: str,
    *,
    subject: str,
    intent: str,
    body: str,
    actor: Actor,
    pk: uuid.UUID | None = None,
    depends_on: Operation | None = None,
    target: str = "",
    in_background: bool = True,
) -> Operation:
    """Save the intent, once per (connection, subject, intent), in the caller's transaction.

    Asking again returns the existing row; one that was refused or cancelled is opened again
    with the new body. ``body`` is the literal JSON text of the element. With
    ``in_background`` a worker is told after commit; without, the caller runs it.
    """
    wanted: dict[str, Any] = {
        "kind": kind,
        "body": body,
        "depends_on": depends_on,
        "target": target,
        "actor": actor.key,
        "actor_name": actor.name,
    }
    operation = _create_or_find(connection, subject, intent, pk or uuid.uuid4(), wanted)
    if in_background and operation.is_open:
        background.enqueue(RUN_TASK, str(operation.pk))
    return operation


def _create_or_find(
    connection: Connection, subject: str, intent: str, pk: uuid.UUID, wanted: dict[str, Any]
) -> Operation:
    identity = {"connection": connection, "subject": subject, "intent": intent}
    try:
        with transaction.atomic():
            return Operation.objects.create(pk=pk, due_at=timezone.now(), **identity, **wanted)
    except IntegrityError:
        existing = Operation.objects.get(**identity)
    reopened = Operation.objects.filter(pk=existing.pk, state__in=REOPENABLE).update(
        **wanted, **_unsent(timezone.now())
    )
    if reopened:
        existing.refresh_from_db()
    return existing


def _unsent(now: datetime) -> dict[str, Any]:
    return {
        "state": OperationState.READY,
        "due_at": now,
        "idempotency_key": "",
        "key_used_at": None,
        "first_sent_at": None,
        "uncertain": False,
        "error_code": "",
        "error_message": "",
        "finished_at": None,
    }


def cancel(operation: Operation) -> bool:
    """Give up an operation that certainly has not reached Xero; False when it is too late.

    What depends on it could never be sent any more, so it is given up with it.
    """
    end = {"state": OperationState.CANCELLED, "finished_at": timezone.now()}
    with transaction.atomic():
        cancelled = _unsent_rows().filter(pk=operation.pk).update(**end)
        if cancelled:
            _unsent_rows().filter(depends_on=operation.pk).update(**end)
    return bool(cancelled)


def _unsent_rows() -> OperationQuerySet:
    certain = (OperationState.READY, OperationState.WAITING)
    return Operation.objects.filter(state__in=certain, uncertain=False)


def resume(connection: Connection) -> int:
    """Set free what waited for this connection; returns how many operations."""
    waiting = Operation.objects.filter(connection=connection, state=OperationState.WAITING)
    pks = list(waiting.values_list("pk", flat=True))
    now = timezone.now()
    waiting.filter(pk__in=pks, uncertain=True).update(state=OperationState.CHECKING, due_at=now)
    waiting.filter(pk__in=pks, uncertain=False).update(state=OperationState.READY, due_at=now)
    for pk in pks:
        background.enqueue(RUN_TASK, str(pk))
    return len(pks)
