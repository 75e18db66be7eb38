"""How often Xero is asked: often where things change, rarely where nothing does."""

from __future__ import annotations

from random import Random

import pytest

from xero_integration.models import Resource
from xero_integration.sync.cadence import PACES, Findings, next_interval, spread

QUIET, NEWS = Findings(changed=False), Findings(changed=True)
PLANNER = 60


@pytest.mark.parametrize("resource", Resource.values)
def test_after_a_change_the_next_poll_comes_quickly(resource):
    assert next_interval(resource, 3600, NEWS) == PACES[resource].quick


@pytest.mark.parametrize("resource", ["invoices", "credit_notes"])
def test_without_webhooks_a_change_shows_within_five_minutes(resource):
    interval = PACES[resource].quick
    for _poll in range(20):
        interval = next_interval(resource, interval, QUIET)
    slowest = max(spread(interval, Random(seed)).total_seconds() for seed in range(500))
    assert slowest + PLANNER <= 300


@pytest.mark.parametrize("resource", Resource.values)
def test_where_webhooks_arrive_the_poll_only_proves(resource):
    interval = PACES[resource].quick
    for _poll in range(20):
        interval = next_interval(resource, interval, Findings(False, fed_by_webhooks=True))
    assert interval == 3600


def test_when_the_day_runs_short_the_waits_double():
    short = Findings(changed=False, day_left=300)
    assert next_interval("invoices", 210, short) == 2 * next_interval("invoices", 210, QUIET)


def test_polls_that_began_together_do_not_stay_together():
    moments = {round(spread(210, Random(seed)).total_seconds()) for seed in range(100)}
    assert len(moments) > 25
    assert min(moments) >= 189
    assert max(moments) <= 231


def test_those_that_come_in_a_crowd_leave_it_at_once():
    waits = [spread(210, Random(seed), late=True).total_seconds() for seed in range(300)]
    minutes = [int(wait // 60) for wait in waits]
    assert min(waits) >= 105
    assert {1, 2, 3} <= set(minutes)
    assert max(minutes.count(minute) for minute in range(4)) < 200
