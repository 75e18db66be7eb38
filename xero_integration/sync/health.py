"""The health of the sync as frozen records: one for the app, one per connection.

Everything is read with a fixed number of queries, however many connections there are.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import timezone

DAY = timedelta(days=1)


class Level(StrEnum):
    """How it stands; the order is that of getting worse."""

    OK = "ok"
    WARNING = "warning"
    FAILING = "failing"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is not well: a sentence, and what to do. ``place`` names the page that helps."""

    code: str
    level: Level
    sentence: str
    way_out: str
    place: str = ""


def worst(levels: Sequence[Level]) -> Level:
    return max(levels, key=lambda level: level.rank, default=Level.OK)


@dataclass(frozen=True, slots=True)
class PollHealth:
    """``next_at`` far in the past means that nobody comes; ``read`` of ``total`` while it reads."""

    resource: str
    label: str
    last_polled_at: datetime | None
    next_at: datetime
    interval: int
    error_code: str
    attempts: int
    first_read_at: datetime | None
    read: int
    total: int | None


@dataclass(frozen=True, slots=True)
class HourHealth:
    """The calls of one hour, how many of them failed, and the bytes that came back."""

    hour: datetime
    calls: int = 0
    failed: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class SweepHealth:
    """``lost`` is how many of the repairs were webhooks that never came."""

    started_at: datetime
    finished_at: datetime | None
    compared: int
    repaired: int
    lost: int
    error_code: str


@dataclass(frozen=True, slots=True)
class RepairHealth:
    repaired_at: datetime
    xero_id: str
    number: str
    cause: str
    cause_label: str
    believed: Mapping[str, object]
    found: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """What is known of one connection; times are None where nothing was heard yet.

    ``failures`` are operations that Xero refused and calls that did not work in the last day,
    by code; ``waiting`` operations want a person, ``due`` ones a worker.
    """

    id: uuid.UUID
    name: str
    organisation: str
    state: str
    state_label: str
    connected_at: datetime
    keys_are_readable: bool = True
    polls: Sequence[PollHealth] = ()
    hours: Sequence[HourHealth] = ()
    day_left: int | None = None
    minute_left: int | None = None
    calls_seen_at: datetime | None = None
    blocked_until: datetime | None = None
    blocked_by: str = ""
    waiting_events: int = 0
    oldest_event_at: datetime | None = None
    due_operations: int = 0
    oldest_due_at: datetime | None = None
    waiting_operations: int = 0
    refused_operations: Mapping[str, int] | None = None
    failed_calls: Mapping[str, int] | None = None
    last_sweep: SweepHealth | None = None
    running_sweep: SweepHealth | None = None
    repairs: Sequence[RepairHealth] = ()

    @property
    def last_polled_at(self) -> datetime | None:
        """When documents were last asked for."""
        times = [poll.last_polled_at for poll in self.polls if poll.last_polled_at]
        return max(times, default=None)

    @property
    def overdue_polls(self) -> int:
        return sum(poll.next_at < timezone.now() - OVERDUE for poll in self.polls)

    @property
    def lag(self) -> timedelta | None:
        """How old news may be that is not here yet."""
        oldest = self.oldest_event_at or self.last_polled_at
        return timezone.now() - oldest if oldest else None

    @property
    def calls(self) -> int:
        return sum(hour.calls for hour in self.hours)

    @property
    def received(self) -> int:
        return sum(hour.received for hour in self.hours)


@dataclass(frozen=True, slots=True)
class AppFacts:
    """Of several organisations; ``polled_at`` and ``oldest_poll_at`` are of active ones.

    ``news_by_poll_at`` is when a poll last brought what a webhook tells as well.
    """

    has_webhook_keys: bool
    active_connections: int = 0
    planned_polls: int = 0
    polled_at: datetime | None = None
    oldest_poll_at: datetime | None = None
    news_by_poll_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What can't be told apart by organisation."""

    last_delivery_at: datetime | None = None
    last_event_at: datetime | None = None
    gaps: int = 0
    unread_deliveries: int = 0
    calls_this_minute: int = 0
    most_calls_a_minute: int = 0


@dataclass(frozen=True, slots=True)
class ConnectionHealth:
    facts: ConnectionFacts
    reasons: Sequence[Reason]

    @property
    def level(self) -> Level:
        return worst([reason.level for reason in self.reasons])


@dataclass(frozen=True, slots=True)
class AppHealth:
    """``site`` is None for the people of one tenant among several."""

    facts: AppFacts
    site: SiteFacts | None
    reasons: Sequence[Reason]

    @property
    def level(self) -> Level:
        return worst([reason.level for reason in self.reasons])


@dataclass(frozen=True, slots=True)
class Health:
    """The whole verdict is that of the worst part."""

    checked_at: datetime
    app: AppHealth
    connections: Sequence[ConnectionHealth]

    @property
    def level(self) -> Level:
        return worst([self.app.level, *(each.level for each in self.connections)])


OVERDUE = timedelta(minutes=5)
"""A poll that was due longer ago than this waits for something."""
