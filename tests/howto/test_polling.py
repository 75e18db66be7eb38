"""What the how-to says of polls and their cost is counted from the code."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from random import Random

import pytest

from xero_integration.connections.admission import SHARES, Priority
from xero_integration.connections.places import PATIENCE
from xero_integration.reference.lists import mirrored_lists
from xero_integration.schedules import DAY, SCHEDULES
from xero_integration.sync.cadence import LOW_DAY, PACES, spread
from xero_integration.sync.models import Resource
from xero_integration.sync.poll_work import CATEGORY_OF, WEBHOOKS_ARE_TRUSTED
from xero_integration.sync.sweep_place import KINDS

from .blocks import HOWTO, ROOT

PAGE = " ".join((HOWTO / "polling.md").read_text().split())
RELIABILITY = " ".join((ROOT / "docs" / "reliability.md").read_text().split())
ROWS = re.findall(r"^\| (.+) \| (.+) \| (.+) \|$", (HOWTO / "polling.md").read_text(), re.M)[2:]
HOW_OFTEN: Mapping[str, str] = {what: often for what, often, _calls in ROWS}
CALLS: Mapping[str, str] = {what: calls for what, _often, calls in ROWS}

SHORT = [entry for entry in mirrored_lists() if not entry.incremental]
SHORT_LISTS = "accounts, tax rates, currencies, themes, tracking, organisation"
ALL_LISTS = "these, contacts and items in full"
PLAN = 1000
"""Calls of a day in Xero's smallest plan."""


def minutes_between(seconds: int) -> int:
    """The planner comes once a minute."""
    return math.ceil(seconds / 60)


def polls_a_day(seconds: int) -> float:
    waits = [spread(seconds, Random(seed)).total_seconds() for seed in range(1000)]
    mean = sum(minutes_between(math.ceil(wait)) for wait in waits) / len(waits)
    return DAY / mean


def every(name: str) -> int:
    return next(entry.minutes for entry in SCHEDULES if entry.name == name)


def calls_of_a_quiet_day(*, fed: bool) -> float:
    """Each list fits into one page."""
    polls = sum(polls_a_day(pace.fed if fed else pace.slow) for pace in PACES.values())
    short = len(SHORT) * DAY / every("xero-lists")
    nightly = len(mirrored_lists()) * DAY / every("xero-lists-fully")
    compared = len(KINDS) * DAY / every("xero-sweep")
    return polls + short + nightly + compared


@pytest.mark.parametrize(
    ("told", "resource"),
    [
        ("invoices, credit notes", Resource.INVOICES),
        ("invoices, credit notes", Resource.CREDIT_NOTES),
        ("payments", Resource.PAYMENTS),
        ("contacts", Resource.CONTACTS),
        ("items", Resource.ITEMS),
    ],
)
def test_each_poll_comes_as_often_as_the_page_says(told: str, resource: str) -> None:
    pace = PACES[resource]
    waits = f"after {minutes_between(pace.quick)} to {minutes_between(pace.slow)} minutes"
    hourly = "; hourly while webhooks arrive" if resource in CATEGORY_OF else ""
    assert HOW_OFTEN[told] == waits + hourly
    assert pace.fed == 3600


def test_the_lists_are_read_as_often_as_the_page_says() -> None:
    assert HOW_OFTEN[SHORT_LISTS] == f"every {every('xero-lists') // 60} hours"
    assert CALLS[SHORT_LISTS] == str(len(SHORT)) == str(len(SHORT_LISTS.split(", ")))
    assert HOW_OFTEN[ALL_LISTS] == "nightly"
    assert CALLS[ALL_LISTS] == f"{len(mirrored_lists())} or more, by size"
    assert every("xero-lists-fully") == every("xero-sweep") == DAY
    assert CALLS["comparison of open documents"] == f"{len(KINDS)} or more, by size"


def test_a_quiet_day_costs_what_the_page_says_and_fits_into_the_smallest_plan() -> None:
    (alone, fed) = re.findall(r"about (\d+) calls a day, and about (\d+) while", PAGE)[0]
    assert int(alone) == round(calls_of_a_quiet_day(fed=False), -1) < PLAN
    assert int(fed) == round(calls_of_a_quiet_day(fed=True), -1)


def test_when_webhooks_count_and_when_polls_wait_longer_is_as_the_page_says() -> None:
    assert f"for {WEBHOOKS_ARE_TRUSTED.days} days after the last one of that kind" in PAGE
    assert f"fewer than {LOW_DAY} of the day's calls are left" in PAGE


def test_nowhere_else_are_the_calls_of_a_day_told() -> None:
    """Two places would not stay of one mind."""
    pages = [path for path in (ROOT / "docs").rglob("*.md") if path.name != "polling.md"]
    assert [path.name for path in pages if re.search(r"\d+ calls a day", path.read_text())] == []


def test_the_table_of_shares_is_that_of_the_code() -> None:
    rows = re.findall(r"\| ([a-z ,]+) \| (\d+) \| (\d+) \| (\d+) \|", RELIABILITY)
    told = [tuple(map(int, numbers)) for _who, *numbers in rows]
    shares = [SHARES[priority] for priority in Priority]
    assert told == [(each.at_once, each.minute_kept, each.day_kept) for each in shares]
    assert PATIENCE.seconds == 3
    assert "call waits up to three seconds for a place" in RELIABILITY
