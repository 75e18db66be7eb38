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
from ..exceptions import ConnectionUnavailable, ReadOnly, XeroIntegrationError, gettext_noop
from .kinds import form_instead_of
from .models import UNCONFIRMED, Attempt, Operation, OperationState
from .querysets import OperationQuerySet

logger = logging.getLogger(__name__)

RUN_TASK = "xero_integration.outbox.tasks.run"
RETRY, CANCEL, BY_A_PERSON = "retry", "cancel", "by_a_person"
REOPENABLE = (OperationState.REFUSED, OperationState.CANCELLED)


class ChangedSince(XeroIntegrationError):
    """A refused operation must not be sent again as it was: its form was changed meanwhile."""

    code = "changed_since"
    default_message = gettext_noop(
        "Somebody changed this since Xero refused it. Please send it from its form."
    )


class TooLate(XeroIntegrationError):
    """Somebody else, or Xero, was faster than this press."""

    code = "too_late"
    default_message = gettext_noop(
        "This is not possible any more: it has changed meanwhile. Please look at it again."
    )


def submit(
    connection: Connection | None,
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
    with the new body, but not one that may have happened: that takes ``retry``. ``body`` is the
    literal JSON text of the element. With ``in_background`` a worker is told after commit;
    without, the caller runs it. Raises ReadOnly when the connection may not write, unless it is
    on its way or done already, and ConnectionUnavailable when there is none.
    """
    if connection is None:
        raise ConnectionUnavailable(f"Nothing is connected to send {kind} to.")
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
    if connection.is_read_only:
        return _find_or_refuse(identity)
    try:
        with transaction.atomic():
            return Operation.objects.create(pk=pk, due_at=timezone.now(), **identity, **wanted)
    except IntegrityError:
        existing = Operation.objects.get(**identity)
    ended = Operation.objects.filter(pk=existing.pk, state__in=REOPENABLE)
    reopened = ended.exclude(error_code=UNCONFIRMED).update(**wanted, **_unsent(timezone.now()))
    if reopened:
        existing.refresh_from_db()
    return existing


def _find_or_refuse(identity: dict[str, Any]) -> Operation:
    """Asking again for what was asked for before is no new write."""
    existing = Operation.objects.filter(**identity).exclude(state__in=REOPENABLE).first()
    if existing is None:
        raise ReadOnly(identity["subject"])
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


def retry(operation: Operation, *, actor: Actor, in_background: bool = True) -> bool:
    """Send it now, or open a refused one again with the same body; False when it is too late.

    What it depends on comes first, so that goes with it. Raises ChangedSince when people
    changed what a refused one would send: only the form knows what they want by now; and ReadOnly
    while the connection may not write. With ``in_background`` a worker is told; without, the
    caller runs it.
    """
    if operation.connection.is_read_only:
        raise ReadOnly(str(operation.pk))
    if operation.state == OperationState.REFUSED and form_instead_of(operation):
        raise ChangedSince(str(operation.pk))
    line = [operation]
    while line[0].depends_on is not None and line[0].depends_on.state != OperationState.DONE:
        line.insert(0, line[0].depends_on)
    now = timezone.now()
    with transaction.atomic():
        moved = [_open_again(each, now) or _bring_forward(each, now) for each in line]
        if not all(moved):
            transaction.set_rollback(True)
            return False
        _note(operation, RETRY, actor, now)
    if in_background:
        for each in line:
            background.enqueue(RUN_TASK, str(each.pk))
    return True


def _open_again(operation: Operation, now: datetime) -> bool:
    """One conditional update, so that of two presses and a form only the first one counts."""
    refused = Operation.objects.filter(pk=operation.pk, state=OperationState.REFUSED)
    return bool(refused.update(**_unsent(now)))


def _bring_forward(operation: Operation, now: datetime) -> bool:
    """Due now, whatever it waited for; one whose outcome is open is looked after first."""
    mine = Operation.objects.filter(pk=operation.pk)
    waiting = mine.filter(state=OperationState.WAITING)
    checking = mine.filter(state=OperationState.CHECKING) | waiting.filter(uncertain=True)
    ready = mine.filter(state=OperationState.READY) | waiting.filter(uncertain=False)
    return bool(
        checking.update(state=OperationState.CHECKING, due_at=now)
        or ready.update(state=OperationState.READY, due_at=now)
    )


def _note(operation: Operation, act: str, actor: Actor, now: datetime) -> None:
    """Keep in the story who pressed what; nothing goes to Xero by it."""
    Attempt.objects.create(
        operation=operation,
        number=operation.attempts,
        action=act,
        started_at=now,
        finished_at=now,
        outcome=BY_A_PERSON,
        message=actor.name,
    )


def cancel(operation: Operation, *, actor: Actor | None = None) -> bool:
    """Give up an operation that certainly has not reached Xero; False when it is too late.

    One that nobody could confirm is left as it is, and will not be sent again.
    What depends on it could never be sent any more, so it is given up with it.
    """
    end: dict[str, Any] = {"state": OperationState.CANCELLED, "finished_at": timezone.now()}
    unconfirmed = Operation.objects.filter(
        pk=operation.pk, state=OperationState.REFUSED, error_code=UNCONFIRMED
    )
    with transaction.atomic():
        cancelled = _unsent_rows().filter(pk=operation.pk).update(**end)
        cancelled = cancelled or unconfirmed.update(**end)
        if cancelled:
            _unsent_rows().filter(depends_on=operation.pk).update(**end)
            if actor is not None:
                _note(operation, CANCEL, actor, end["finished_at"])
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
