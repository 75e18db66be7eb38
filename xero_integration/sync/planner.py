"""Hands out the polls that are due: claims them by lease and names the lease to the queue.

Any number of workers and machines share the work. One queue task carries a whole claim, so
that ten thousand connections are a few hundred tasks a minute at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random, SystemRandom

from django.utils import timezone

from .. import background
from ..conf import conf
from ..connections.models import Connection
from . import import_progress
from .cadence import PACES, first_wait
from .models import PollState, Resource
from .polling import OVERLAP
from .resources import POLLED

POLL_TASK = "xero_integration.sync.tasks.poll_claimed"
CLAIM = 50
"""Polls that one task makes, one after the other."""

QUEUED_LEASE = timedelta(minutes=10)
"""A claim whose task was lost is free again after this."""


def start(connection: Connection, *, rng: Random | None = None) -> None:
    """Plan the polls of a new connection, and have those of a renewed one made at once.

    With ``FIRST_IMPORT`` everything that exists is read once, in the background.
    """
    now, rng = timezone.now(), rng or SystemRandom()
    PollState.objects.bulk_create(
        (_first_state(connection, resource, now, rng) for resource in Resource.values),
        ignore_conflicts=True,
    )
    PollState.objects.of(connection).failed().update(next_at=now, attempts=0, error_code="")
    import_progress.begin(connection)


def _first_state(connection: Connection, resource: str, now: datetime, rng: Random) -> PollState:
    polled = POLLED.get(resource)
    reads_the_past = polled is not None and polled.has_a_past and conf.FIRST_IMPORT
    return PollState(
        connection=connection,
        resource=resource,
        interval=PACES[resource].quick,
        since=None if reads_the_past or polled is None else now - OVERLAP,
        next_at=now if reads_the_past else now + first_wait(resource, rng),
        first_read_at=None if reads_the_past else now,
    )


def plan(now: datetime | None = None) -> int:
    """Claim every poll that is due, up to the app's calls of a minute; returns how many."""
    now = now or timezone.now()
    due = PollState.objects.due(now).order_by("next_at").values_list("pk", "connection_id")
    # Polls of one organisation travel together: they share a client and its token.
    chosen = sorted(due[: conf.APP_CALLS_PER_MINUTE], key=lambda row: str(row[1]))
    pks = [pk for pk, _connection in chosen]
    for first in range(0, len(pks), CLAIM):
        due_still = PollState.objects.filter(next_at__lte=now)
        token = due_still.claim(pks[first : first + CLAIM], now=now, until=now + QUEUED_LEASE)
        background.enqueue(POLL_TASK, str(token))
    return len(pks)


def make_due(connections: Iterable[Connection], resources: Iterable[str]) -> None:
    """Have these polls made at the next minute, e.g. when a webhook seems to be missing."""
    PollState.objects.filter(
        connection__in=connections, resource__in=resources, next_at__gt=timezone.now()
    ).update(next_at=timezone.now())
