"""Looks through the host's records for customers and products to link: in batches, resumable."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from django.utils import timezone

from ..access.actors import Actor
from ..background import enqueue
from ..connections.models import Connection
from ..host.catalogue import Known, batch, count
from ..host.registry import all_sources
from ..work import services as work
from ..work.models import WorkKind
from .models import MatchWalk
from .proposing import propose

MATCH_TASK = "xero_integration.linking.tasks.look_for_matches"
BATCH = 200
BATCHES_PER_RUN = 20
"""Until the work is handed back, so that one organisation can't hold a worker for long."""


def start(connection: Connection, *, actor: Actor) -> None:
    """Look through everything, from the beginning; answers that people gave stay."""
    values = {"source": "", "after": "", "done": 0, "total": 0, "started_at": timezone.now()}
    MatchWalk.objects.update_or_create(connection=connection, defaults=values)
    work.begin(connection, WorkKind.MATCHING, actor=actor)
    enqueue(MATCH_TASK, str(connection.pk))


def go_on(connection: Connection) -> None:
    """Some batches, then the rest from the queue; stops where a person asked for it."""
    walk = MatchWalk.objects.filter(connection=connection).first()
    if walk is None:
        return
    try:
        meter = work.Meter(connection, WorkKind.MATCHING)
        if not meter.is_on:
            return
        for _number in range(BATCHES_PER_RUN):
            if not _step(connection, walk, meter):
                return
    except work.WorkStoppedError:
        return
    enqueue(MATCH_TASK, str(connection.pk))


def _step(connection: Connection, walk: MatchWalk, meter: work.Meter) -> bool:
    """One batch, then the next place; False at the end, or when another process is at it."""
    keys = list(all_sources())
    at = walk.source if walk.source in keys else keys[0]
    source = all_sources()[at]
    if not walk.total:
        walk.total = sum(count(each, connection.tenant) for each in all_sources().values())
    known = batch(source, connection.tenant, after=walk.after, size=BATCH)
    propose(connection, known, since=walk.started_at)
    following = _following(keys, at, known)
    if not _moved(walk, following, len(known)):
        return False
    if following is None:
        with suppress(work.WorkStoppedError):  # at the end there is nothing left to stop
            meter.page(walk.done, walk.total)
        work.finish(connection, WorkKind.MATCHING)
        return False
    meter.page(walk.done, walk.total)
    return True


def _following(keys: Sequence[str], at: str, known: Sequence[Known]) -> tuple[str, str] | None:
    if len(known) == BATCH:
        return at, known[-1].ref.pk
    rest = keys[keys.index(at) + 1 :]
    return (rest[0], "") if rest else None


def _moved(walk: MatchWalk, following: tuple[str, str] | None, done: int) -> bool:
    """Whoever works on the same walk from an older place gives way."""
    mine = MatchWalk.objects.filter(
        pk=walk.pk, source=walk.source, after=walk.after, started_at=walk.started_at
    )
    walk.source, walk.after = following or ("", "")
    walk.done += done
    values = {"source": walk.source, "after": walk.after, "done": walk.done, "total": walk.total}
    return bool(mine.update(**values))
