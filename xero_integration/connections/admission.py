"""Whether one more call to an organisation has room now, by who asks: pure, no database.

Xero allows an app five calls at once, sixty a minute and 1,000 or 5,000 a day per organisation
(https://developer.xero.com/documentation/guides/oauth2/limits/, November 2026). Its windows are
fixed and begin where it likes, so calls are counted over *any* sixty seconds: one is forgotten a
minute after its *end*, hence no window of Xero's can hold more than sixty, wherever in its life
Xero counts a call. What Xero's headers say is obeyed too: others may use the same app.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .models import CallBudget, CallSlot

A_MINUTE = 60
"""Xero's calls a minute; more only while its headers say so ("Rapid Sync" of new connections)."""

MINUTE = timedelta(minutes=1)
WINDOW = MINUTE + timedelta(seconds=1)
"""The second is for machines whose clocks differ."""

SOON = timedelta(seconds=1)
"""When to come back for one of the five places."""

LOOK_AGAIN = timedelta(seconds=10)
"""When to come back for a minute that is short by Xero's word: it may begin anew any second."""

DAY_RETRY = timedelta(hours=1)
"""How soon to try again when the day is nearly spent; its end is not published."""


class Priority(enum.Enum):
    """Who asks, the first in line first."""

    PEOPLE = "people"
    OUTBOX = "outbox"
    SYNC = "sync"
    SWEEP = "sweep"


@dataclass(frozen=True, slots=True)
class Share:
    """``at_once`` of the five places; what it leaves of a minute and a day to those before it."""

    at_once: int
    minute_kept: int
    day_kept: int


SHARES: Mapping[Priority, Share] = {
    Priority.PEOPLE: Share(at_once=5, minute_kept=0, day_kept=0),
    Priority.OUTBOX: Share(at_once=4, minute_kept=20, day_kept=50),
    Priority.SYNC: Share(at_once=3, minute_kept=32, day_kept=100),
    Priority.SWEEP: Share(at_once=2, minute_kept=38, day_kept=200),
}
"""A day's hundred is a tenth of the smallest plan. What is to be sent has twelve calls a minute
more than polls, which would take every one: polls are never done, operations are."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the call may be made now; else when to come back, and which limit it is."""

    allowed: bool
    again_at: datetime | None = None
    reason: str = ""


ALLOWED = Verdict(allowed=True)


def room(
    budget: CallBudget,
    slots: Sequence[CallSlot],
    now: datetime,
    priority: Priority,
    calls: int = 1,
) -> Verdict:
    """Whether so many calls may be made now, one after the other."""
    share = SHARES[priority]
    running = sum(slot.is_running(now) for slot in slots)
    if _is_put_off(budget, now, priority):
        return Verdict(False, budget.blocked_until, budget.blocked_by or "throttled")
    if running >= share.at_once or (running and _goes_alone(budget, now, priority)):
        return Verdict(False, now + SOON, "concurrent")
    if priority is not Priority.PEOPLE:
        held = _by_headers(budget, now, share, calls)
        if held is not None:
            return held
    return _by_count(budget, slots, now, A_MINUTE - share.minute_kept - calls)


def is_free(slot: CallSlot, now: datetime) -> bool:
    """Whether the slot may stand for another call. (One of the future: a clock was set back.)"""
    return not slot.is_running(now) and abs(now - slot.ends_at) >= WINDOW


def _is_put_off(budget: CallBudget, now: datetime, priority: Priority) -> bool:
    """After a 429. People may ask whether it is over; what they see is Xero's own answer."""
    is_over = budget.blocked_until is None or now >= budget.blocked_until
    return not is_over and priority is not Priority.PEOPLE


def _goes_alone(budget: CallBudget, now: datetime, priority: Priority) -> bool:
    """After a 429, one worker goes ahead to hear whether it is over.

    Had others spent the next minute too, all would meet a second one where one is enough.
    """
    if budget.blocked_until is None or priority is Priority.PEOPLE:
        return False
    return budget.seen_at is None or budget.seen_at < budget.blocked_until


def _is_known(budget: CallBudget, now: datetime) -> bool:
    """Whether Xero's last word may still be about the minute that runs."""
    if budget.seen_at is None or now - budget.seen_at >= MINUTE:
        return False
    if budget.blocked_until is None or budget.blocked_by == "day":
        return True
    return not budget.seen_at < budget.blocked_until <= now


def _by_headers(budget: CallBudget, now: datetime, share: Share, calls: int) -> Verdict | None:
    seen_at = budget.seen_at
    if seen_at is None:
        return None
    if _is_short(budget.day_left, share.day_kept, calls) and now - seen_at < DAY_RETRY:
        return Verdict(False, seen_at + DAY_RETRY, "day")
    if _is_short(budget.minute_left, share.minute_kept, calls) and _is_known(budget, now):
        return Verdict(False, min(seen_at + MINUTE, now + LOOK_AGAIN), "minute")
    return None


def _is_short(left: int | None, kept: int, calls: int) -> bool:
    return left is not None and left - calls < kept


def _by_count(
    budget: CallBudget, slots: Sequence[CallSlot], now: datetime, most_before: int
) -> Verdict:
    if _is_known(budget, now) and (budget.minute_left or 0) >= A_MINUTE:
        # After a call an ordinary minute has 59 left: Xero has raised the limit.
        return ALLOWED
    ends = sorted(min(slot.ends_at, now) for slot in slots if not is_free(slot, now))
    too_many = len(ends) - most_before
    if too_many <= 0:
        return ALLOWED
    return Verdict(False, ends[too_many - 1] + WINDOW, "minute")
