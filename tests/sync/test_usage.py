"""What Xero says of the calls that are left is kept, and background work leaves some to people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from xero_integration.connections import usage
from xero_integration.connections.session import client_for
from xero_integration.exceptions import Throttled
from xero_integration.models import AppMinute, CallBudget, CallHour

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def connection(office):
    CallHour.objects.all().delete()
    CallBudget.objects.all().delete()
    return office.connection


def budget(connection, **more) -> None:
    CallBudget.objects.update_or_create(
        pk=connection.xero_tenant_id, defaults={"seen_at": timezone.now(), **more}
    )


def may_call(connection, after: float = 0) -> bool:
    now = timezone.now() + timedelta(seconds=after)
    return usage.background_may_call(connection, now).allowed


def test_each_call_is_counted_in_its_hour_with_its_bytes(connection):
    client = client_for(connection)
    client.organisation.get()
    client.organisation.get()
    (hour,) = CallHour.objects.all()
    assert (hour.outcome, hour.calls) == ("ok", 2)
    assert hour.received > 500


def test_what_xero_says_is_left_is_remembered(connection):
    client_for(connection).organisation.get()
    kept = CallBudget.objects.get()
    assert 0 < (kept.minute_left or 0) < 60
    assert 0 < (kept.day_left or 0) <= 5000


def test_a_call_that_xero_put_off_blocks_background_work_until_then(connection, sandbox):
    sandbox.faults.add_fault(
        "GET",
        "/Organisation",
        status=429,
        headers={"Retry-After": "90", "X-Rate-Limit-Problem": "day"},
    )
    with pytest.raises(Throttled):
        client_for(connection).organisation.get()
    verdict = usage.background_may_call(connection, timezone.now())
    assert (verdict.allowed, verdict.reason) == (False, "day")
    assert not may_call(connection, after=80)
    assert may_call(connection, after=95)


def test_the_last_calls_of_a_minute_are_for_people(connection):
    budget(connection, minute_left=20, day_left=4000)
    assert not may_call(connection)
    assert may_call(connection, after=61)


def test_the_last_calls_of_a_day_are_for_people(connection):
    budget(connection, minute_left=60, day_left=100)
    assert not may_call(connection)
    assert not may_call(connection, after=1800)
    assert may_call(connection, after=3700)


def test_the_app_never_grants_more_calls_a_minute_than_are_set(db, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "APP_CALLS_PER_MINUTE": 10}
    granted = sum(usage.take_app_minute(NOON, 3) for _ in range(10))
    assert granted == 3
    assert usage.take_app_minute(NOON, 1)
    assert not usage.take_app_minute(NOON, 1)
    assert usage.take_app_minute(NOON + timedelta(minutes=1), 1)


def test_old_counts_are_forgotten(connection):
    client_for(connection).organisation.get()
    usage.take_app_minute(timezone.now(), 1)
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        usage.forget_old(timezone.now())
    assert not CallHour.objects.exists()
    assert not AppMinute.objects.exists()
