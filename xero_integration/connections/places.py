"""A place for each call among those that Xero allows: taken before it, given back after it.

The count is kept in the database, so that any number of processes and machines share it. The
organisation's row is written first: whoever else wants a place waits for that short transaction,
on every database. A process that dies keeps its place until its call must have timed out.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from ..exceptions import NoRoom
from .admission import Priority, Verdict, is_free, room
from .models import CallBudget, CallSlot

logger = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=3)
"""How long a person's request may wait for a place; workers never wait, they come back."""

_GLANCE = 0.05
_SPARE = 1.5
"""A call may take longer than its time-outs, which count silence only; rarely much."""


@dataclass(frozen=True, slots=True)
class Places:
    """The gate of one organisation for one kind of caller."""

    xero_tenant_id: str
    priority: Priority
    patient: bool = False

    @contextmanager
    def __call__(self, longest: float) -> Iterator[None]:
        slot = self._take(timedelta(seconds=longest * _SPARE))
        try:
            yield
        finally:
            _give_back(slot)

    def _take(self, life: timedelta) -> CallSlot:
        deadline = time.monotonic() + PATIENCE.total_seconds()
        while True:
            taken = take(self.xero_tenant_id, self.priority, life)
            if isinstance(taken, CallSlot):
                return taken
            if not self.patient or time.monotonic() >= deadline or _is_far(taken):
                raise no_room(taken)
            time.sleep(_GLANCE)


def _is_far(verdict: Verdict) -> bool:
    return verdict.again_at is None or verdict.again_at > timezone.now() + PATIENCE


def no_room(verdict: Verdict) -> NoRoom:
    wait = (verdict.again_at or timezone.now()) - timezone.now()
    return NoRoom(
        f"Xero's limit is reached: {verdict.reason}.",
        retry_after=max(1, round(wait.total_seconds())),
        limit=verdict.reason,
    )


def take(xero_tenant_id: str, priority: Priority, life: timedelta) -> CallSlot | Verdict:
    """Take a place for a call of at most ``life``, or say when there may be one."""
    with transaction.atomic():
        budget = _locked(xero_tenant_id.lower())
        now, slots = timezone.now(), list(budget.slots.all())
        verdict = room(budget, slots, now, priority)
        if not verdict.allowed:
            return verdict
        # A minute's calls need sixty rows at most, so old ones are used again.
        slot = next((each for each in slots if is_free(each, now)), CallSlot(budget=budget))
        slot.running, slot.ends_at = True, now + life
        slot.save()
    return slot


def verdict_for(xero_tenant_id: str, now: datetime, priority: Priority, calls: int) -> Verdict:
    """What would be said now; taking is another matter, somebody may be faster."""
    budget = CallBudget.objects.filter(pk=xero_tenant_id.lower()).first() or CallBudget()
    slots = CallSlot.objects.filter(budget=xero_tenant_id.lower())
    return room(budget, list(slots), now, priority, calls)


def _locked(key: str) -> CallBudget:
    """The organisation's row, which nobody else can write until this transaction ends."""
    mine = CallBudget.objects.filter(pk=key)
    while not mine.update(blocked_by=F("blocked_by")):
        CallBudget.objects.bulk_create([CallBudget(pk=key)], ignore_conflicts=True)
    return mine.get()


def _give_back(slot: CallSlot) -> None:
    """Only what is ours: after its time it counts as dead and may have been taken again."""
    mine = CallSlot.objects.filter(pk=slot.pk, running=True, ends_at=slot.ends_at)
    try:
        mine.update(running=False, ends_at=timezone.now())
    except DatabaseError:
        # The call has an outcome that must not be lost; the place frees itself.
        logger.warning("A place was not given back", extra={"slot": slot.pk})
