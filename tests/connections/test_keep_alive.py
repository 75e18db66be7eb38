"""A site that nobody uses for half a year stays connected: a schedule keeps it alive."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils.module_loading import import_string

from tests.connections.world import ADVISER, STANDARD, Journey
from xero_integration.connections.models import Connection, Grant
from xero_integration.connections.session import client_for
from xero_integration.schedules import SCHEDULES

pytestmark = pytest.mark.django_db
XEROS_LIMIT = timedelta(days=60)
KEEP_ALIVE = next(entry for entry in SCHEDULES if entry.name == "xero-keep-alive")


def test_for_half_a_year_no_refresh_token_comes_near_its_sixty_days(
    journey: Journey, announced: list[Any]
) -> None:
    with time_machine.travel("2026-11-20 12:00 +0000", tick=False) as clock:
        journey.connect(user=ADVISER)
        journey.connect(user=STANDARD)
        announced.clear()
        refreshed = {grant.pk: grant.refreshed_at for grant in Grant.objects.all()}
        longest = timedelta(0)
        for _run in range(180 * 24 * 60 // KEEP_ALIVE.minutes):
            clock.shift(timedelta(minutes=KEEP_ALIVE.minutes))
            import_string(KEEP_ALIVE.task)()
            for grant in Grant.objects.all():
                longest = max(longest, grant.refreshed_at - refreshed[grant.pk])
                refreshed[grant.pk] = grant.refreshed_at
        assert timedelta(days=1) < longest <= XEROS_LIMIT / 2 + timedelta(days=1)
        assert client_for(Connection.objects.get()).users.all()
    assert journey.xero.calls("POST", "/connect/token") < 20
    assert announced == []


def test_a_worker_that_was_off_for_four_weeks_finds_every_sign_in_alive(journey: Journey) -> None:
    """Refreshed on the thirtieth day at the latest, so a month off leaves some days."""
    with time_machine.travel("2026-11-20 12:00 +0000", tick=False) as clock:
        journey.connect()
        clock.shift(timedelta(days=30) - timedelta(minutes=1))
        import_string(KEEP_ALIVE.task)()
        clock.shift(timedelta(days=28))
        import_string(KEEP_ALIVE.task)()
        assert client_for(Connection.objects.get()).users.all()
        assert Grant.objects.get().state == "active"
