"""The calls that a piece of background work makes: asked of both budgets first, on one client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.utils import timezone

from ..client import XeroClient
from ..connections import session, usage
from ..connections.admission import Priority
from ..connections.models import Connection
from ..exceptions import NoRoom, TokenRejected

T = TypeVar("T")

Hold = Callable[[], datetime | None]
"""Takes one call from the budgets; answers None, or when there may be one."""

NEXT_MINUTE = timedelta(seconds=75)


def background_hold(connection: Connection, *, priority: Priority = Priority.SYNC) -> Hold:
    """For work that nobody waits for: it leaves what people need."""

    def hold() -> datetime | None:
        now = timezone.now()
        verdict = usage.background_may_call(connection, now, priority=priority)
        if not verdict.allowed:
            return verdict.again_at or now + NEXT_MINUTE
        if not usage.take_app_minute(now, 1):
            return now.replace(second=0, microsecond=0) + NEXT_MINUTE
        return None

    return hold


def patient_hold(connection: Connection, pause: Callable[[datetime], bool]) -> Hold:
    """As above in the foreground: ``pause`` waits until a moment, or says it is too far."""
    hold = background_hold(connection)

    def wait() -> datetime | None:
        while (again_at := hold()) is not None:
            if not pause(again_at):
                return again_at
        return None

    return wait


class HandBack(Exception):
    """The budgets are spent; go on at ``again_at``."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at.isoformat())
        self.again_at = again_at


class Caller:
    """One organisation's client for a run of calls; a rejected token is renewed once a call."""

    def __init__(
        self, connection: Connection, hold: Hold, *, priority: Priority = Priority.SYNC
    ) -> None:
        self.connection = connection
        self._hold = hold
        self._priority = priority
        self._client: XeroClient | None = None

    def call(self, work: Callable[[XeroClient], T]) -> T:
        """Do what takes one call to Xero, or raise HandBack."""
        again_at = self._hold()
        if again_at is not None:
            raise HandBack(again_at)
        try:
            return self._make(work)
        except NoRoom as full:
            wait = timedelta(seconds=full.retry_after or 1)
            raise HandBack(timezone.now() + wait) from full

    def _make(self, work: Callable[[XeroClient], T]) -> T:
        connection, priority = self.connection, self._priority
        self._client = self._client or session.client_for(connection, priority=priority)
        try:
            return work(self._client)
        except TokenRejected:
            # A long run outlives its token more than once.
            self._client = session.refresh_now(connection, priority=priority)
        return work(self._client)
