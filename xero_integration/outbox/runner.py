"""Works on operations: claims them, makes the one next exchange with Xero, settles it.

Nothing here sleeps or holds a transaction while Xero is asked. A process may die at any
line: before ``uncertain`` is saved nothing was sent, after it the next runner repeats or looks.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from .. import background
from .exchange import Exchange
from .guard import refuse_inside_transaction
from .holding import hold_back
from .kinds import kind_of
from .lease import lease
from .models import Operation, OperationState
from .orphans import end_orphans

RUN_TASK = "xero_integration.outbox.tasks.run"
TURNS = 4
"""Steps one run may take, e.g. look, then send; the rest is for the next run."""


def run_now(operation: Operation) -> Operation:
    """Work on one operation in this process, with what it depends on; returns it as it stands.

    For people who wait for the answer: it never raises for what Xero says, the row tells.
    """
    refuse_inside_transaction()
    if operation.depends_on is not None and operation.depends_on.state != OperationState.DONE:
        if operation.depends_on.is_open:
            run_now(operation.depends_on)
        end_orphans()
    run(operation.pk, interactive=True)
    operation.refresh_from_db()
    return operation


def run(pk: uuid.UUID, *, interactive: bool = False) -> None:
    """Take the next steps of one operation, or of the batch it belongs to."""
    refuse_inside_transaction()
    moved: set[uuid.UUID] = set()
    for _turn in range(TURNS):
        held_back = [] if interactive else hold_back(pk)
        if held_back:
            moved |= set(held_back)
            break
        held = _claim(pk, alone=interactive)
        if not held:
            break
        Exchange(held, interactive=interactive).proceed()
        moved |= {operation.pk for operation in held}
    for each in moved:
        _come_back(each)
    for each in moved | {pk}:
        _tell_dependents(each)


def run_due(limit: int = 200) -> int:
    """Work on what is due, oldest first; returns how many runs were made."""
    end_orphans()
    tried: set[uuid.UUID] = set()
    while len(tried) < limit:
        due = Operation.objects.due(timezone.now()).unblocked().exclude(pk__in=tried)
        pk = due.order_by("due_at", "created_at").values_list("pk", flat=True).first()
        if pk is None:
            break
        tried.add(pk)
        run(pk)
    return len(tried)


def _claim(pk: uuid.UUID, *, alone: bool) -> list[Operation]:
    """Take the operation and those that must or may travel with it; [] when it isn't free."""
    now = timezone.now()
    mine = Operation.objects.due(now, awaited=alone).unblocked()
    operation = mine.filter(pk=pk).first()
    if operation is None:
        return []
    wanted = [operation.pk] if alone and not operation.idempotency_key else _group(operation)
    token = Operation.objects.claim(wanted, now=now, until=now + lease(), awaited=alone)
    held = list(Operation.objects.held_by(token).select_related("connection__grant"))
    whole = len(held) == len(wanted) or not operation.idempotency_key
    if whole and any(member.pk == pk for member in held):
        return held
    _release(token)
    return []


def _group(operation: Operation) -> Sequence[uuid.UUID]:
    """The same key means the same request: those go together again or not at all."""
    if operation.idempotency_key:
        same = Operation.objects.open().filter(idempotency_key=operation.idempotency_key)
        return list(same.values_list("pk", flat=True))
    siblings = (
        Operation.objects.fresh_like(operation)
        .due(timezone.now())
        .unblocked()
        .exclude(pk=operation.pk)
        .values_list("pk", flat=True)
    )
    return [operation.pk, *siblings[: kind_of(operation).batch_size - 1]]


def _release(token: uuid.UUID) -> None:
    held = Operation.objects.held_by(token)
    back = {"lease_token": None, "lease_until": None}
    held.filter(uncertain=True).update(state=OperationState.CHECKING, **back)
    held.update(state=OperationState.READY, **back)


def _come_back(pk: uuid.UUID) -> None:
    """Tell the queue when, after giving an operation its next date; the sweeper would find it
    too, only later.

    Who finds one that is not due, or held by somebody, tells nobody: whoever gave it its date has
    done so. Tasks that came back by themselves were more with each turn (November 2026: eight a
    second for a hundred operations that waited for Xero's limits).
    """
    open_again = Operation.objects.filter(pk=pk, state__in=("ready", "checking"))
    again = open_again.unblocked().first()
    if again is not None:
        wait = max(again.due_at - timezone.now(), timedelta(0))
        background.enqueue(RUN_TASK, str(pk), delay=wait)


def _tell_dependents(pk: uuid.UUID) -> None:
    """What waited for it may go."""
    freed = Operation.objects.filter(depends_on=pk, state=OperationState.READY)
    for dependent in freed.unblocked().filter(~Q(pk=pk)).values_list("pk", flat=True):
        background.enqueue(RUN_TASK, str(dependent))
