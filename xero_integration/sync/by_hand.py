"""Polls and sweeps of one organisation in the foreground, for ``manage.py xero_sync``.

Everything is saved as it goes: what is stopped anywhere goes on where it was when it is run
again. Leases are shared with the workers, so nothing is read twice at once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from ..client import XeroClient
from ..connections.models import Connection
from ..exceptions import XeroIntegrationError
from ..reference import services as reference
from . import import_progress, planner, sweep
from .allowance import Caller, HandBack, Hold, patient_hold
from .models import PollState, Resource, Sweep
from .polling import LEASE, LeaseLostError, walk
from .resources import POLLED
from .sweep_walk import SweepLostError

T = TypeVar("T")
BACK_OFFS = (2, 10, 30)
"""Seconds between the tries of a call that failed in passing."""

LONGEST_WAIT = timedelta(minutes=15)
LOOK_AGAIN = timedelta(seconds=3)

RELEASED: dict[str, Any] = {"lease_token": None, "lease_until": None}


class Watcher(Protocol):
    """The person at the terminal."""

    def begin(self, label: str) -> None: ...

    def progress(self, done: int, total: int | None) -> None: ...

    def done(self, text: str) -> None: ...

    def failed(self, text: str) -> None: ...

    def pause(self, until: datetime, reason: str) -> bool:
        """Wait, or answer False when that is too long for a person."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """``since`` moves cursors back to a date, ``full`` to the beginning."""

    since: datetime | None = None
    full: bool = False


def sync(connection: Connection, wanted: Wanted, watcher: Watcher) -> int:
    """Ask for everything once; ``full`` compares at the end. Answers how many parts failed."""
    planner.start(connection)
    run = _Run(connection, wanted, watcher)
    failures = sum(not run.poll(resource) for resource in Resource.values)
    if wanted.full:
        failures += not run.sweep()
    return failures


class _Reporting(Caller):
    """Tells how far a walk is, before each of its calls."""

    def __init__(self, connection: Connection, hold: Hold, tell: Callable[[], None]) -> None:
        super().__init__(connection, hold)
        self._tell = tell

    def call(self, work: Callable[[XeroClient], T]) -> T:
        self._tell()
        return super().call(work)


class _Run:
    """One organisation, one watcher."""

    def __init__(self, connection: Connection, wanted: Wanted, watcher: Watcher) -> None:
        self.connection = connection
        self.wanted = wanted
        self.watcher = watcher
        self.begun: set[str] = set()
        self.moved = False
        self.hold = patient_hold(connection, self._pause)

    def poll(self, resource: str) -> bool:
        self.watcher.begin(str(Resource(resource).label))
        return self._tried(lambda: self._poll(resource), lambda: self._hold_of(resource))

    def sweep(self) -> bool:
        self.watcher.begin(_("Comparing open documents"))
        return self._tried(self._sweep, self._hold_of_sweep)

    def _tried(self, work: Callable[[], str], held_until: Callable[[], datetime | None]) -> bool:
        """Try again what fails in passing; what another process holds is waited for."""
        back_offs, begun = iter(BACK_OFFS), timezone.now()
        while True:
            try:
                self.watcher.done(work())
                return True
            except (LeaseLostError, SweepLostError):
                if not self._waited(held_until(), begun + LONGEST_WAIT):
                    return self._failed(_("Another process is at it."))
            except HandBack as later:
                return self._failed(self._spent(later))
            except XeroIntegrationError as error:
                if self.moved:  # a long run may stumble often, as long as it gets on
                    back_offs, self.moved = iter(BACK_OFFS), False
                seconds = next(back_offs, None) if error.retryable else None
                if seconds is None:
                    return self._failed(f"{error.code}: {error}")
                self._pause(timezone.now() + timedelta(seconds=seconds), error.code)

    def _waited(self, until: datetime | None, at_most: datetime) -> bool:
        """Look again soon: who lives gives a lease back, who was killed keeps it to its end."""
        now = timezone.now()
        soon = min(until or now, now + LOOK_AGAIN)
        return now < at_most and self.watcher.pause(soon, _("another process is at it"))

    def _failed(self, text: str) -> bool:
        self.watcher.failed(text)
        return False

    def _pause(self, until: datetime, reason: str = "") -> bool:
        return self.watcher.pause(until, reason or _("Xero's limit of calls"))

    @staticmethod
    def _spent(later: HandBack) -> str:
        again_at = timezone.localtime(later.again_at)
        return _("Xero allows no more calls before %(time)s.") % {
            "time": again_at.isoformat(" ", "minutes")
        }

    def _poll(self, resource: str) -> str:
        with _claimed(self.connection, resource) as (state, token):
            mine = PollState.objects.filter(pk=state.pk, lease_token=token)
            if resource in POLLED:
                if resource not in self.begun:
                    _wind_back(state, self.wanted)
                    self.begun.add(resource)
                text = self._walk(state, token)
            else:
                text = self._list(resource)
            now = timezone.now()
            mine.update(
                attempts=0,
                error_code="",
                last_polled_at=now,
                next_at=now + timedelta(seconds=state.interval),
            )
        return text

    def _list(self, name: str) -> str:
        """Contacts and items have cursors of their own in the reference room."""
        if not self.wanted.full:
            caller = Caller(self.connection, self.hold)
            count = caller.call(lambda _client: reference.refresh_one(self.connection, name))
            return _("%(count)s read") % {"count": count}
        reference.refresh(self.connection, [name], full=True)
        state = next(each for each in reference.progress(self.connection) if each.name == name)
        if state.error_code:
            raise XeroIntegrationError(state.state_label, code=state.error_code)
        return _("%(count)s read") % {"count": state.seen}

    def _walk(self, state: PollState, token: uuid.UUID) -> str:
        read = state.read

        def tell() -> None:
            self.moved = self.moved or state.read != read
            if state.opened_at is not None:
                self.watcher.progress(state.read, state.total)

        caller = _Reporting(self.connection, self.hold, tell)
        while not walk(state, caller, token).whole:
            continue
        import_progress.note_end(self.connection)
        self.watcher.progress(state.read, state.total)
        return _("%(count)s read") % {"count": state.read}

    def _sweep(self) -> str:
        def on_page(row: Sweep, total: int) -> None:
            self.moved = True
            self.watcher.progress(row.compared, total)

        found = sweep.begin(self.connection)
        sweep.run(found, self.hold, on_page)
        found.refresh_from_db()
        numbers = {"compared": found.compared, "repaired": found.repaired}
        return _("%(compared)s compared, %(repaired)s repaired") % numbers

    def _hold_of(self, resource: str) -> datetime | None:
        states = PollState.objects.of(self.connection).filter(resource=resource)
        return states.values_list("lease_until", flat=True).get()

    def _hold_of_sweep(self) -> datetime | None:
        sweeps = Sweep.objects.filter(connection=self.connection).order_by("-pk")
        return sweeps.values_list("lease_until", flat=True).first()


def _wind_back(state: PollState, wanted: Wanted) -> None:
    """A full pass that was stopped goes on: ``first_read_at`` is empty until one is through."""
    again: dict[str, Any] = {"page": 1, "opened_at": None}
    if wanted.full and POLLED[state.resource].has_a_past:
        if state.first_read_at is None:
            return
        again |= {"since": None, "first_read_at": None}
    elif wanted.since is not None and state.since is not None and state.since > wanted.since:
        again |= {"since": wanted.since}
    else:
        return
    for name, value in again.items():
        setattr(state, name, value)
    PollState.objects.filter(pk=state.pk, lease_token=state.lease_token).update(**again)


@contextmanager
def _claimed(connection: Connection, resource: str) -> Iterator[tuple[PollState, uuid.UUID]]:
    """The poll, held by nobody else until the end."""
    now = timezone.now()
    pk = PollState.objects.of(connection).get(resource=resource).pk
    token = PollState.objects.claim([pk], now=now, until=now + LEASE)
    mine = PollState.objects.filter(pk=pk, lease_token=token)
    state = mine.first()
    if state is None:
        raise LeaseLostError(resource)
    state.connection = connection
    try:
        yield state, token
    finally:
        mine.update(**RELEASED)
