"""Who may call Xero now: five places, sixty calls a minute, and an order among those who ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from xero_integration.connections.admission import (
    ALLOWED,
    MINUTE,
    SHARES,
    WINDOW,
    Priority,
    is_free,
    room,
)
from xero_integration.connections.models import CallBudget, CallSlot

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
IN_LINE = list(Priority)


def budget(**more) -> CallBudget:
    """Xero spoke a moment ago, and much was left."""
    known = {"minute_left": 59, "day_left": 4000, "seen_at": NOON - timedelta(seconds=1)}
    return CallBudget(**{**known, **more})


def running(count: int, *, since: datetime = NOON) -> list[CallSlot]:
    return [CallSlot(running=True, ends_at=since + timedelta(seconds=40)) for _ in range(count)]


def ended(count: int, seconds_ago: float = 5) -> list[CallSlot]:
    ends_at = NOON - timedelta(seconds=seconds_ago)
    return [CallSlot(running=False, ends_at=ends_at) for _ in range(count)]


def allowed(priority: Priority, slots, known: CallBudget | None = None) -> bool:
    return room(known or budget(), slots, NOON, priority).allowed


def test_the_first_in_line_always_has_more_than_those_behind():
    for ahead, behind in zip(IN_LINE, IN_LINE[1:], strict=False):
        assert SHARES[ahead].at_once > SHARES[behind].at_once
        assert SHARES[ahead].minute_kept < SHARES[behind].minute_kept
        assert SHARES[ahead].day_kept < SHARES[behind].day_kept


@pytest.mark.parametrize("priority", IN_LINE)
def test_each_has_its_places_and_no_more(priority):
    places = SHARES[priority].at_once
    assert allowed(priority, running(places - 1))
    verdict = room(budget(), running(places), NOON, priority)
    assert (verdict.allowed, verdict.reason) == (False, "concurrent")


def test_when_all_workers_are_at_it_a_person_still_finds_a_place():
    assert not allowed(Priority.OUTBOX, running(4))
    assert allowed(Priority.PEOPLE, running(4))
    assert not allowed(Priority.PEOPLE, running(5))


@pytest.mark.parametrize("priority", IN_LINE)
def test_each_leaves_of_the_minute_what_those_before_it_need(priority):
    most = 60 - SHARES[priority].minute_kept
    assert allowed(priority, ended(most - 1))
    verdict = room(budget(), ended(most), NOON, priority)
    assert (verdict.allowed, verdict.reason) == (False, "minute")
    assert verdict.again_at == NOON - timedelta(seconds=5) + WINDOW


def test_however_busy_polls_are_the_outbox_finds_twelve_calls_in_every_minute():
    polled = next(count for count in range(60) if not allowed(Priority.SYNC, ended(count)))
    assert allowed(Priority.OUTBOX, ended(polled + 11))
    assert not allowed(Priority.OUTBOX, ended(polled + 12))


@pytest.mark.parametrize("priority", IN_LINE[1:])
def test_each_leaves_of_the_day_what_those_before_it_need(priority):
    kept = SHARES[priority].day_kept
    assert allowed(priority, [], budget(day_left=kept + 1))
    assert not allowed(priority, [], budget(day_left=kept))
    assert allowed(Priority.PEOPLE, [], budget(day_left=0))


def test_what_others_spent_of_the_minute_counts_for_workers():
    assert not allowed(Priority.OUTBOX, [], budget(minute_left=10))
    assert allowed(Priority.PEOPLE, [], budget(minute_left=0))


def test_before_xero_said_anything_our_own_count_is_enough():
    unknown = CallBudget()
    assert allowed(Priority.OUTBOX, running(3), unknown)
    assert not allowed(Priority.OUTBOX, running(4), unknown)
    assert not allowed(Priority.OUTBOX, ended(50), unknown)


def test_after_a_429_workers_wait_and_then_one_goes_ahead():
    put_off = {"blocked_by": "minute", "minute_left": 0, "seen_at": NOON - timedelta(seconds=20)}
    waiting = budget(**put_off, blocked_until=NOON + timedelta(seconds=1))
    assert not allowed(Priority.OUTBOX, [], waiting)
    assert allowed(Priority.PEOPLE, [], waiting)
    over = budget(**put_off, blocked_until=NOON)
    assert allowed(Priority.OUTBOX, [], over)
    assert not allowed(Priority.OUTBOX, running(1), over)
    assert allowed(Priority.OUTBOX, running(1), budget(blocked_until=NOON - MINUTE))


def test_where_xero_raised_the_limit_it_is_used():
    assert allowed(Priority.SWEEP, ended(500), budget(minute_left=300))
    assert not allowed(Priority.SWEEP, ended(500), budget(minute_left=59))
    old = budget(minute_left=300, seen_at=NOON - MINUTE)
    assert not allowed(Priority.SWEEP, ended(500), old)


def test_what_a_dead_process_held_is_free_when_its_call_must_be_over():
    dead = running(5, since=NOON - timedelta(seconds=41))
    assert allowed(Priority.OUTBOX, dead)
    assert not is_free(dead[0], NOON)
    assert is_free(dead[0], NOON + WINDOW)


def test_a_clock_that_was_set_back_blocks_nothing():
    assert room(budget(), ended(60, seconds_ago=-7200), NOON, Priority.SWEEP) == ALLOWED


@pytest.mark.parametrize("seed", range(20))
def test_no_sixty_seconds_hold_more_than_sixty_calls_wherever_xero_counts_them(seed):
    """Calls as fast as they are let through, of any length; Xero counts each at some moment."""
    rng, now, counted = Random(seed), NOON, list[datetime]()
    slots: list[Any] = []
    known = budget(seen_at=NOON + timedelta(days=1))
    while now < NOON + timedelta(minutes=5):
        now += timedelta(seconds=rng.choice([0.01, 0.1, 1]))
        for slot in slots:
            if slot.running and slot.over_at <= now:
                slot.running, slot.ends_at = False, slot.over_at
        if not room(known, slots, now, Priority.PEOPLE).allowed:
            continue
        slot = next((each for each in slots if is_free(each, now)), None) or CallSlot()
        slots = slots if slot in slots else [*slots, slot]
        slot.running, slot.ends_at = True, now + timedelta(seconds=40)
        slot.over_at = now + timedelta(seconds=rng.expovariate(1))
        counted.append(now + rng.random() * (slot.over_at - now))
    assert max(sum(each <= other < each + MINUTE for other in counted) for each in counted) <= 60
    assert len(counted) > 200
