"""Keeps the mirrors up to date: first fill in the background, then what changed since."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from ..background import enqueue
from ..client import XeroClient
from ..connections.models import Connection, ConnectionState
from ..connections.session import client_for, refresh_now
from ..exceptions import (
    ConnectionUnavailable,
    NoRoom,
    Throttled,
    TokenRejected,
    XeroIntegrationError,
)
from ..work import services as work
from ..work.models import WorkKind
from .fill_meter import FillMeter
from .lists import MirroredList, mirrored_lists
from .models import FillState, ListState
from .passes import LEASE, ListBusyError, run_pass

FILL_TASK = "xero_integration.reference.tasks.fill_mirrors"
RESUME_TASK = "xero_integration.reference.tasks.resume_filling"
REFRESH_TASK = "xero_integration.reference.tasks.refresh_mirrors"
SHORT_REFRESH_TASK = "xero_integration.reference.tasks.refresh_short_mirrors"
FULL_REFRESH_TASK = "xero_integration.reference.tasks.refresh_mirrors_fully"
# A fill that keeps failing in passing is given up after some hours; a person can start it again.
MAX_ATTEMPTS = 12
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)


def fill(connection: Connection) -> None:
    """Start the first fill in the background, or go on with one that stopped."""
    _take_up(connection)
    work.begin(connection, WorkKind.FILL)
    enqueue(FILL_TASK, str(connection.pk))


def resume_fill(connection: Connection) -> None:
    """Go on as a person asked, also with lists that were given up."""
    _take_up(connection)
    continue_fill(connection)


def _take_up(connection: Connection) -> None:
    _ensure_states(connection)
    unfinished = ListState.objects.filter(connection=connection).exclude(state=FillState.READY)
    unfinished.update(attempts=0)
    unfinished.filter(state=FillState.FAILED).update(state=FillState.WAITING, error_code="")


def continue_fill(connection: Connection) -> None:
    """Work on the lists that are not ready, and come back for the rest.

    Stopped by a person, it stays where it is until a person has it go on.
    """
    _ensure_states(connection)
    with suppress(work.WorkStoppedError):
        _go_on(connection, FillMeter(connection))


def _go_on(connection: Connection, meter: FillMeter) -> None:
    open_states = ListState.objects.filter(
        connection=connection, state__in=(FillState.WAITING, FillState.FILLING)
    )
    names = set(open_states.values_list("name", flat=True))
    entries = [entry for entry in mirrored_lists() if entry.name in names]
    again = _run(connection, entries, meter)
    if again is not None:
        enqueue(FILL_TASK, str(connection.pk), delay=again or None)
    else:
        _end(connection)


def _end(connection: Connection) -> None:
    """Nothing is left that would be tried by itself."""
    failed = ListState.objects.filter(connection=connection, state=FillState.FAILED).first()
    if failed is None:
        work.finish(connection, WorkKind.FILL)
    else:
        work.fail(connection, WorkKind.FILL, failed.error_code)


def refresh(
    connection: Connection, lists: Collection[str] | None = None, *, full: bool = False
) -> None:
    """Read what changed since the last time; ``full`` reads everything again.

    Runs here and now, outside of any transaction. What could not be read is tried again
    from the queue; ``progress`` tells how it went.
    """
    _ensure_states(connection)
    wanted = [entry for entry in mirrored_lists() if lists is None or entry.name in lists]
    if full:
        ListState.objects.filter(
            connection=connection, name__in=[entry.name for entry in wanted]
        ).update(modified_since=None, seen=0, state=FillState.WAITING, attempts=0)
    again = _run(connection, wanted)
    if again is not None:
        enqueue(FILL_TASK, str(connection.pk), delay=again or None)


def refresh_one(connection: Connection, name: str) -> int:
    """Read what changed in one long list, for whoever plans its polls; returns the rows told of.

    Raises Xero's errors and plans nothing by itself. A list that another process reads, or
    whose first fill is not done, counts as read; one that stopped on its way goes on.
    """
    _ensure_states(connection)
    entry = next(each for each in mirrored_lists() if each.name == name)
    row = ListState.objects.get(connection=connection, name=name)
    if row.finished_at is None:
        return 0
    try:
        _Session(connection).run(entry)
    except ListBusyError:
        return 0
    row.refresh_from_db()
    return row.seen


def refresh_short(connection: Connection) -> None:
    """Read the short lists again; the long ones are polled for what changed."""
    refresh(connection, [entry.name for entry in mirrored_lists() if not entry.incremental])


def refresh_all(*, full: bool = False) -> None:
    """Give every usable connection its refresh; a full one also finds what was deleted."""
    task = FULL_REFRESH_TASK if full else SHORT_REFRESH_TASK
    active = Connection.objects.filter(state=ConnectionState.ACTIVE)
    for pk in active.values_list("pk", flat=True):
        enqueue(task, str(pk))


def _ensure_states(connection: Connection) -> None:
    ListState.objects.bulk_create(
        [ListState(connection=connection, name=entry.name) for entry in mirrored_lists()],
        ignore_conflicts=True,
    )


def _run(
    connection: Connection, entries: Iterable[MirroredList], meter: FillMeter | None = None
) -> timedelta | None:
    """Answer None when all is done, else how long to wait before going on."""
    waits: list[timedelta] = []
    session = _Session(connection, meter)
    for entry in entries:
        try:
            if not session.run(entry):
                waits.append(timedelta(0))
        except ListBusyError:
            waits.append(LEASE)
        except XeroIntegrationError as error:
            wait = _note(connection, entry, error)
            if wait is not None:
                waits.append(wait)
            if error.retryable or isinstance(error, ConnectionUnavailable):
                # The other lists would fail alike; they keep their state and are tried then.
                break
    return min(waits, default=None)


@dataclass
class _Session:
    """One client for all lists of a run; a rejected token is renewed once."""

    connection: Connection
    meter: FillMeter | None = None
    client: XeroClient | None = None
    renewed: bool = False

    def run(self, entry: MirroredList) -> bool:
        on_page = self.meter.of(entry.name) if self.meter else None
        self.client = self.client or client_for(self.connection)
        try:
            return run_pass(self.connection, entry, self.client, on_page)
        except TokenRejected:
            if self.renewed:
                raise
        self.renewed = True
        self.client = refresh_now(self.connection)
        return run_pass(self.connection, entry, self.client, on_page)


def _note(
    connection: Connection, entry: MirroredList, error: XeroIntegrationError
) -> timedelta | None:
    """Keep the reason with the list; answer when to try again, None for never by itself."""
    row = ListState.objects.get(connection=connection, name=entry.name)
    if isinstance(error, NoRoom):
        # Nothing was tried: the others come first for now.
        return _wait(error, row.attempts)
    row.attempts += 1
    row.error_code = error.code
    gives_up = not error.retryable or row.attempts >= MAX_ATTEMPTS
    row.state = FillState.FAILED if gives_up else FillState.FILLING
    row.save(update_fields=["attempts", "error_code", "state"])
    return None if gives_up else _wait(error, row.attempts)


def _wait(error: XeroIntegrationError, attempts: int) -> timedelta:
    if isinstance(error, Throttled) and error.retry_after:
        return timedelta(seconds=error.retry_after)
    doubled: timedelta = _FIRST_WAIT * 2 ** (attempts - 1)
    return min(doubled, _LONGEST_WAIT)
