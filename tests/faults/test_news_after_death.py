"""A worker that dies anywhere while it reads news: the next run brings the mirror to Xero's state.

Deaths at chosen statements and calls, by the hundred; ``test_killed_readers`` uses real
processes and SIGKILL.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.utils import timezone

from tests.faults.fate import TRANSPORT, Life, living
from tests.journeys.office import Office, open_office
from tests.sync.books import Books
from tests.sync.line import KEY, Line
from xero_integration.models import WebhookEvent
from xero_integration.sync import tasks

ACTS = ("approve", "pay", "remove_payment", "void")
LAST_BOUNDARY = 60
PAST_EVERY_LEASE = timedelta(minutes=11)

pytestmark = pytest.mark.faults


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in, settings) -> Office:
    settings.XERO_INTEGRATION = {
        **settings.XERO_INTEGRATION,
        "WEBHOOK_KEYS": [KEY],
        "TRANSPORT": TRANSPORT,
    }
    return open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def books(office: Office) -> Books:
    books = Books(office)
    books.poll()
    return books


def a_day_of_the_accountant(books: Books, rng: Random) -> None:
    """Some new invoices, each a random way along its life."""
    for _invoice in range(rng.randint(1, 4)):
        xero_id = books.invoice()
        for act in ACTS[: rng.randint(0, len(ACTS))]:
            books.act(act, document_id=xero_id)


@pytest.mark.parametrize("chunk", range(3))
def test_a_drain_that_died_is_finished_by_the_next(books, chunk):
    line = Line(books)
    line.subscribe()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for seed in range(chunk * 20, chunk * 20 + 20):
            rng = Random(seed)
            clock.shift(timedelta(minutes=1))
            a_day_of_the_accountant(books, rng)
            line.deliver()
            with living(Life(rng.randint(1, LAST_BOUNDARY))):
                tasks.drain_webhooks()
            clock.shift(PAST_EVERY_LEASE)
            tasks.drain_webhooks()
            assert books.differences() == [], f"seed {seed}"
            assert not WebhookEvent.objects.filter(state="waiting").exists(), f"seed {seed}"


@pytest.mark.parametrize("chunk", range(3))
def test_a_poll_that_died_is_finished_by_the_next(books, chunk):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for seed in range(chunk * 20, chunk * 20 + 20):
            rng = Random(seed)
            clock.shift(timedelta(minutes=10))
            a_day_of_the_accountant(books, rng)
            clock.shift(timedelta(minutes=6))
            with living(Life(rng.randint(1, LAST_BOUNDARY))):
                books.poll()
            books.office.queue.tasks.clear()
            clock.shift(PAST_EVERY_LEASE)
            books.poll()
            assert books.differences() == [], f"seed {seed}"
