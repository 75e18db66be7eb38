"""Begins, stops and resumes long work, and lets who does it say how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from .. import background
from ..access.actors import Actor
from ..connections.models import Connection
from ..connections.querysets import ConnectionQuerySet
from .models import LongWork, WorkKind, WorkState
from .shown import SILENT_AFTER, Progress, progress_of

__all__ = [
    "Meter",
    "Progress",
    "WorkStoppedError",
    "ask_to_stop",
    "begin",
    "fail",
    "finish",
    "open_works",
    "progress",
    "register",
    "resume",
]

ACTIVE = (WorkState.RUNNING, WorkState.STOPPING)
_tasks: dict[str, str] = {}


class WorkStoppedError(Exception):
    """A person pressed Stop: keep what is done, hand nothing back to the queue."""


def register(kind: WorkKind, task_path: str) -> None:
    """The task that goes on with a kind of work; it takes the connection's id."""
    _tasks[kind] = task_path


def begin(connection: Connection, kind: WorkKind, *, actor: Actor | None = None) -> None:
    """Note that it starts anew. The caller hands the work itself to the queue."""
    now = timezone.now()
    LongWork.objects.update_or_create(
        connection=connection,
        kind=kind,
        defaults={
            "state": WorkState.RUNNING,
            "done": 0,
            "done_before": 0,
            "total": None,
            "started_at": now,
            "alive_at": now,
            "error_code": "",
            **_signed(actor),
        },
    )


def finish(connection: Connection, kind: WorkKind) -> None:
    """At its end, also when somebody pressed Stop a moment too late."""
    _of(connection, kind).exclude(state=WorkState.FINISHED).update(
        state=WorkState.FINISHED, error_code="", alive_at=timezone.now()
    )


def fail(connection: Connection, kind: WorkKind, code: str) -> None:
    """It will not go on by itself; a person can resume it."""
    _of(connection, kind).filter(state__in=ACTIVE).update(
        state=WorkState.FAILED, error_code=code, alive_at=timezone.now()
    )


def ask_to_stop(connection: Connection, kind: WorkKind) -> None:
    """Whoever is at it stops after its page; where nobody is, it stands still at once."""
    now = timezone.now()
    running = _of(connection, kind).filter(state=WorkState.RUNNING)
    running.filter(alive_at__lt=now - SILENT_AFTER).update(state=WorkState.STOPPED)
    running.update(state=WorkState.STOPPING)


def resume(connection: Connection, kind: WorkKind, *, actor: Actor) -> bool:
    """Go on where it stood; False when it is at work or at its end."""
    row = _of(connection, kind).first()
    if row is None or not progress_of(row, timezone.now()).may_resume:
        return False
    now = timezone.now()
    _of(connection, kind).filter(state=row.state).update(
        state=WorkState.RUNNING,
        done_before=row.done,
        started_at=now,
        alive_at=now,
        error_code="",
        **_signed(actor),
    )
    background.enqueue(_tasks[kind], str(connection.pk))
    return True


def progress(connection: Connection) -> Mapping[str, Progress]:
    """Every kind of work that this connection has seen, by its kind: one query."""
    now = timezone.now()
    rows = LongWork.objects.filter(connection=connection)
    return {row.kind: progress_of(row, now) for row in rows}


def open_works(connections: ConnectionQuerySet) -> Mapping[UUID, Sequence[Progress]]:
    """What is at work or stands still, by connection: one query."""
    now = timezone.now()
    found: dict[UUID, list[Progress]] = {}
    rows = LongWork.objects.filter(connection__in=connections)
    for row in rows.exclude(state=WorkState.FINISHED).order_by("kind"):
        found.setdefault(row.connection_id, []).append(progress_of(row, now))
    return found


class Meter:
    """What a worker holds: ``page`` after each page it kept, one update each.

    Raises WorkStoppedError when a person has asked for it, at the beginning or after a page.
    Work that nobody began, e.g. a refresh at night by the same code, is not measured.
    """

    def __init__(self, connection: Connection, kind: WorkKind) -> None:
        self._mine = _of(connection, kind)
        state = self._mine.values_list("state", flat=True).first()
        self.is_on = state in ACTIVE or state == WorkState.STOPPED
        if self.is_on and state != WorkState.RUNNING:
            self._obey()

    def page(self, done: int, total: int | None) -> None:
        if not self.is_on:
            return
        values = {"done": done, "total": total, "alive_at": timezone.now()}
        if not self._mine.filter(state=WorkState.RUNNING).update(**values):
            self._mine.filter(state=WorkState.STOPPING).update(**values)
            self._obey()

    def _obey(self) -> None:
        self._mine.filter(state=WorkState.STOPPING).update(state=WorkState.STOPPED)
        if self._mine.filter(state=WorkState.STOPPED).exists():
            raise WorkStoppedError


def _of(connection: Connection, kind: WorkKind) -> Any:
    return LongWork.objects.filter(connection=connection, kind=kind)


def _signed(actor: Actor | None) -> dict[str, str]:
    return {
        "started_by": actor.key if actor else "",
        "started_by_name": actor.name if actor else "",
    }
