"""A first import whose worker dies again and again: each death costs one page at most."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.utils import timezone

from tests.faults.fate import TRANSPORT, Life, living
from tests.journeys.office import Office, open_office
from tests.sync.books import LISTS, Books
from xero_integration.connections.session import client_for
from xero_integration.models import Document, PollState
from xero_integration.sandbox import bulk

INVOICES = 1_900
PAGES = 2
DEATHS = 25
LONGEST_LIFE = 45
PAST_EVERY_LEASE = timedelta(minutes=11)

pytestmark = pytest.mark.faults


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in, settings) -> Office:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "TRANSPORT": TRANSPORT}
    return open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def books(office: Office) -> Books:
    """A connection whose other lists were read already, and an accountant with many invoices."""
    books = Books(office)
    books.poll()
    PollState.objects.exclude(resource="invoices").delete()
    bulk.seed(office.sandbox, office.connection.xero_tenant_id, invoices=INVOICES)
    return books


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def begin_anew(books: Books) -> None:
    Document.objects.filter(kind="ACCREC").delete()
    PollState.objects.update(
        since=None, page=1, opened_at=None, first_read_at=None, next_at=timezone.now()
    )
    books.office.forget_calls()


def is_imported() -> bool:
    return PollState.objects.get().first_read_at is not None


def live(books: Books, clock: time_machine.Traveller, rng: Random) -> bool:
    """One worker, from its planner's minute to its end; whether that was a death.

    Others keep the sign-in fresh: Xero takes it back from those who die over its renewal for
    half an hour.
    """
    client_for(books.connection)
    with living(Life(rng.randint(1, LONGEST_LIFE))) as life:
        books.poll()
    books.office.queue.tasks.clear()
    clock.shift(PAST_EVERY_LEASE)
    return bool(life.died_at)


def test_each_death_costs_one_page_at_most(books, clock):
    deaths = seed = 0
    while deaths < DEATHS:
        rng, died, seed = Random(seed), 0, seed + 1
        begin_anew(books)
        while not is_imported():
            died += live(books, clock, rng)
        assert books.office.calls().count(LISTS["invoices"]) <= PAGES + died, f"seed {seed}"
        assert books.differences() == [], f"seed {seed}"
        deaths += died


def test_what_changes_between_the_deaths_is_not_passed_over(books, clock):
    """A changed invoice moves to the end, and all behind it move up by one place."""
    deaths = seed = 0
    series = books.office.organisation.invoices.series
    drafts = [series.key(index) for index in range(INVOICES) if is_draft(series, index)]
    Random(7).shuffle(drafts)
    while deaths < DEATHS:
        rng, seed = Random(seed), seed + 1
        begin_anew(books)
        while not is_imported():
            deaths += live(books, clock, rng)
            books.act("approve", document_id=drafts.pop())
        books.poll()
        assert books.differences() == [], f"seed {seed}"


def is_draft(series, index: int) -> bool:
    return series.make(index).status == "DRAFT"
