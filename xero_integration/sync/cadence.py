"""How long to wait until a resource is asked for again. Pure.

========== ================= ======================= ===================
resource   after a change    where nothing changes   fed by webhooks
========== ================= ======================= ===================
invoices   1 minute          3½ minutes              1 hour
credit notes 1 minute        3½ minutes              1 hour
payments   10 minutes        30 minutes              1 hour
contacts   5 minutes         30 minutes              1 hour
items      30 minutes        1 hour                  1 hour
========== ================= ======================= ===================

With a tenth more or less at random and the planner's own minute, a change in an invoice shows
within five minutes without any webhook. What a day costs in which nothing happens stands in
``docs/howto/polling.md``, and is counted by its test. Xero's smallest plan allows 1,000 calls
(developer.xero.com, March 2026): when fewer than ``LOW_DAY`` are left, waits are doubled, and
``connections.admission`` keeps the last of them for what is to be sent and for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from .models import Resource

LOW_DAY = 400
JITTER = 0.1


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: after a change, and the longest wait without and with webhooks."""

    quick: int
    slow: int
    fed: int = 3600


PACES: Mapping[str, Pace] = {
    Resource.INVOICES: Pace(60, 210),
    Resource.CREDIT_NOTES: Pace(60, 210),
    Resource.PAYMENTS: Pace(600, 1800),
    Resource.CONTACTS: Pace(300, 1800),
    Resource.ITEMS: Pace(1800, 3600),
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What the last poll saw: did anything change, do webhooks arrive, calls left today."""

    changed: bool
    fed_by_webhooks: bool = False
    day_left: int | None = None


def next_interval(resource: str, current: int, found: Findings) -> int:
    """Seconds until the next poll: quick after a change, else twice the last wait."""
    pace = PACES[resource]
    longest = pace.fed if found.fed_by_webhooks else pace.slow
    seconds = pace.quick if found.changed else min(max(current, pace.quick) * 2, longest)
    is_low = found.day_left is not None and found.day_left < LOW_DAY
    return seconds * 2 if is_low else seconds


def spread(seconds: int, rng: Random, *, late: bool = False) -> timedelta:
    """The wait with a tenth more or less, so that organisations do not march in step.

    Those that were ``late`` come in a crowd, e.g. after a standstill: they take up to half off.
    """
    least = 0.5 if late else 1 - JITTER
    return timedelta(seconds=seconds * rng.uniform(least, 1 + JITTER))


def first_wait(resource: str, rng: Random) -> timedelta:
    """Anywhere within the slow wait, so that a thousand new connections spread evenly."""
    return timedelta(seconds=rng.uniform(0, PACES[resource].slow))
