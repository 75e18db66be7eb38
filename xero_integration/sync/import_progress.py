"""How far the first import of everything that existed is, and that people can stop it.

It is made by the polls: each resource with a past is read once to its end.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from ..connections.models import Connection
from ..work import services as work
from ..work.models import WorkKind
from .models import PollState
from .polling import OnPage
from .resources import POLLED

IMPORT_TASK = "xero_integration.sync.tasks.resume_import"

ASKS_AGAIN = timedelta(days=1)
"""A stopped import is not polled; once a day its polls see that it still is."""


def begin(connection: Connection) -> None:
    """Called when the polls are planned; an import that is under way or stopped stays so."""
    if _unread(connection).exists() and WorkKind.IMPORT not in work.progress(connection):
        work.begin(connection, WorkKind.IMPORT)


def teller(state: PollState) -> OnPage | None:
    """What a first reading tells after each page; None for the polls of every day.

    Raises WorkStoppedError when a person stopped the import.
    """
    if state.first_read_at is not None:
        return None
    meter = work.Meter(state.connection, WorkKind.IMPORT)
    others = _of(state.connection).exclude(pk=state.pk)
    rows = list(others.values_list("read", "total", "first_read_at", "opened_at"))
    done = sum(read for read, *_more in rows)
    # A resource that has not begun can't say how long it is.
    is_known = all(first_read or opened for _read, _total, first_read, opened in rows)
    total = sum(total or 0 for _read, total, *_more in rows)

    def on_page(read: int, of: int | None) -> None:
        meter.page(done + read, total + of if is_known and of is not None else None)

    return on_page


def note_end(connection: Connection) -> None:
    """After the first reading of one resource: the import ends with the last of them."""
    if not _unread(connection).exists():
        work.finish(connection, WorkKind.IMPORT)


def resume(connection: Connection) -> None:
    _unread(connection).update(next_at=timezone.now())


def _unread(connection: Connection) -> Any:
    return _of(connection).filter(first_read_at=None)


def _of(connection: Connection) -> Any:
    with_past = [name for name, polled in POLLED.items() if polled.has_a_past]
    return PollState.objects.of(connection).filter(resource__in=with_past)
