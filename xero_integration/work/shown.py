"""Long work as a page tells it: the share, the rate, the time left. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from .models import LongWork, WorkKind, WorkState

SILENT_AFTER = timedelta(minutes=10)
"""Without a sign of life for so long nobody is at it; no lease of ours is longer."""

_LONG_ENOUGH = timedelta(seconds=5)
"""A rate measured over less than this says nothing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``per_minute`` and ``left`` are None while nothing can be said."""

    connection_id: UUID
    kind: str
    label: str
    state: str
    state_label: str
    done: int
    total: int | None
    percent: int
    per_minute: int | None
    left: timedelta | None
    started_at: datetime
    started_by_name: str
    alive_at: datetime
    is_silent: bool
    error_code: str

    @property
    def is_active(self) -> bool:
        """Whether the page asks again."""
        return self.state in {WorkState.RUNNING, WorkState.STOPPING}

    @property
    def stands_still(self) -> bool:
        return self.state in {WorkState.STOPPED, WorkState.FAILED}

    @property
    def may_stop(self) -> bool:
        return self.state == WorkState.RUNNING

    @property
    def may_resume(self) -> bool:
        """Also what nobody is at although it should run: its worker was killed, its task lost."""
        return self.stands_still or (self.is_active and self.is_silent)

    @property
    def minutes_left(self) -> int | None:
        """Rounded up: a promise that is kept."""
        return None if self.left is None else -(-int(self.left.total_seconds()) // 60)


def progress_of(row: LongWork, now: datetime) -> Progress:
    rate = _rate(row)
    return Progress(
        connection_id=row.connection_id,
        kind=row.kind,
        label=str(WorkKind(row.kind).label),
        state=row.state,
        state_label=str(WorkState(row.state).label),
        done=row.done,
        # What changes on the way is counted twice, so the count may run ahead of the total.
        total=None if row.total is None else max(row.total, row.done),
        percent=_percent(row),
        per_minute=round(rate * 60) if rate else None,
        left=_left(row, rate),
        started_at=row.started_at,
        started_by_name=row.started_by_name,
        alive_at=row.alive_at,
        is_silent=row.alive_at < now - SILENT_AFTER,
        error_code=row.error_code,
    )


def _percent(row: LongWork) -> int:
    if row.state == WorkState.FINISHED:
        return 100
    return min(99, 100 * row.done // row.total) if row.total else 0


def _rate(row: LongWork) -> float | None:
    """Pieces a second since it was begun or resumed."""
    took = row.alive_at - row.started_at
    done = row.done - row.done_before
    return done / took.total_seconds() if done > 0 and took >= _LONG_ENOUGH else None


def _left(row: LongWork, rate: float | None) -> timedelta | None:
    if row.state != WorkState.RUNNING or not rate or row.total is None:
        return None
    return timedelta(seconds=max(0, row.total - row.done) / rate)
