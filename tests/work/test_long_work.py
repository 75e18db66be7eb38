"""Long work tells how far it is, stops after the page it is at, and goes on from there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.journeys.office import text_of
from tests.work.conftest import Desk, Killed
from xero_integration.models import Contact, Document, LongWork, Sweep
from xero_integration.reference.models import ListState
from xero_integration.reference.services import fill, is_usable
from xero_integration.sandbox import bulk
from xero_integration.sync.tasks import sweep_every_connection


def begin_again(office) -> None:
    """A connection whose lists were never read."""
    ListState.objects.all().delete()
    Contact.objects.all().delete()
    fill(office.connection)


def asked_for_contacts(office) -> int:
    return office.calls().count("GET /api.xro/2.0/Contacts")


def test_the_first_fill_says_how_far_it_is(many, during):
    begin_again(many)
    desk = Desk(many, "fill")
    seen: list[str] = []
    during("Contacts", 2, lambda: seen.append(desk.read()))
    assert "Running" in desk.read()
    many.queue.run_all()
    assert "of" in seen[0] and "Stop" in seen[0]
    row = LongWork.objects.get(kind="fill")
    assert row.state == "finished"
    assert row.total is not None
    assert row.done >= row.total >= len(many.organisation.contacts)
    assert "Finished" in desk.read()
    assert "Stop" not in desk.read()


def test_stop_is_obeyed_after_the_page_and_go_on_reads_no_page_twice(many, during):
    begin_again(many)
    desk = Desk(many, "fill")
    during("Contacts", 2, lambda: desk.press("stop"))
    many.forget_calls()
    many.queue.run_all(include_delayed=True)
    assert asked_for_contacts(many) == 2
    assert many.queue.tasks == []
    assert "Stopped" in desk.read()
    kept = Contact.objects.count()
    assert 0 < kept < len(many.organisation.contacts)
    desk.press("resume")
    many.queue.run_all()
    assert is_usable(many.connection)
    assert Contact.objects.count() == len(many.organisation.contacts)
    assert asked_for_contacts(many) <= 4
    assert "Finished" in desk.read()


def test_stopped_before_a_worker_came_it_asks_xero_nothing(many):
    begin_again(many)
    Desk(many, "fill").press("stop")
    many.forget_calls()
    many.queue.run_all(include_delayed=True)
    assert many.calls() == []
    assert "Stopped" in Desk(many, "fill").read()


def test_a_killed_worker_is_noticed_and_a_person_has_it_go_on(many, during):
    begin_again(many)
    desk = Desk(many, "fill")

    def die() -> None:
        raise Killed

    during("Contacts", 2, die)
    with pytest.raises(Killed):
        many.queue.run_all()
    assert "Go on" not in desk.read()
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        assert "Nothing was heard of it" in desk.read()
        desk.press("resume")
        many.queue.run_all(include_delayed=True)
    assert Contact.objects.count() == len(many.organisation.contacts)
    assert "Finished" in desk.read()


def test_stop_where_nobody_is_at_work_holds_at_once(many):
    begin_again(many)
    many.queue.clear()
    desk = Desk(many, "fill")
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        desk.press("stop")
    assert "Stopped" in desk.read()


def test_each_page_costs_one_query_more(many, during):
    begin_again(many)
    with CaptureQueriesContext(database) as captured:
        many.queue.run_all()
    updates = [
        query["sql"]
        for query in captured.captured_queries
        if "UPDATE" in query["sql"] and "longwork" in query["sql"]
    ]
    pages = asked_for_contacts(many) + 8  # the other lists are short, contacts end with a page
    assert len(updates) <= pages + 1


def test_the_lists_page_shows_it_and_asks_no_more_once_it_stopped(many, during):
    begin_again(many)
    lists = reverse("xero_integration:lists", args=[many.connection.pk])
    page = many.admin.get(lists).content.decode()
    assert "xi-progress" in page and 'hx-trigger="every 2s"' in page
    answer = many.admin.post(
        Desk(many, "fill").url, {"action": "stop", "next": lists}, follow=False
    )
    assert answer.headers["Location"] == lists
    many.queue.run_all()
    page = many.admin.get(lists).content.decode()
    assert "every 2s" not in page and "Go on" in page


def test_the_import_of_what_existed_stops_and_goes_on(books, during):
    office = books.office
    bulk.seed(office.sandbox, office.connection.xero_tenant_id, contacts=5, invoices=2500)
    desk = Desk(office, "import")
    during("Invoices", 1, lambda: desk.press("stop"))
    office.forget_calls()
    books.poll()
    kept = Document.objects.count()
    assert 0 < kept < len(office.organisation.invoices)
    assert office.calls().count("GET /api.xro/2.0/Invoices") == 1
    assert "Stopped" in desk.read()
    books.poll(minutes=30)
    assert Document.objects.count() == kept
    desk.press("resume")
    office.queue.run_all()
    books.poll(minutes=31)
    books.poll(minutes=32)
    assert books.differences() == []
    assert "Finished" in desk.read()


def test_the_nightly_comparison_stops_and_goes_on(books, during):
    books.poll()
    office = books.office
    desk = Desk(office, "sweep")
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        during("Invoices", 1, lambda: desk.press("stop"))
        sweep_every_connection()
        office.queue.run_all(include_delayed=True)
        assert Sweep.objects.get().finished_at is None
        assert "Stopped" in desk.read()
        assert "Comparing open documents" in text_of(
            office.admin.get(reverse("xero_integration:sync_health"))
        )
        office.forget_calls()
        desk.press("resume")
        office.queue.run_all()
    assert office.calls().count("GET /api.xro/2.0/Invoices") == 0
    assert Sweep.objects.get().finished_at is not None
    assert "Finished" in desk.read()


def test_the_rate_and_the_time_left_come_from_the_work_itself(office):
    now = timezone.now()
    LongWork.objects.filter(kind="fill").update(
        state="running", done=3000, done_before=1000, total=9000, alive_at=now,
        started_at=now - timedelta(minutes=4),
    )  # fmt: skip
    page = Desk(office, "fill").read()
    assert "3,000 of 9,000" in page
    assert "500 a minute" in page
    assert "about 12 minutes left" in page


def test_who_may_not_change_the_settings_may_not_stop(office):
    desk = Desk(office, "fill")
    LongWork.objects.update(state="running")
    assert office.rep.post(desk.url, {"action": "stop"}).status_code == 403
    assert office.rep.get(desk.url).status_code == 403
    assert set(LongWork.objects.values_list("state", flat=True)) == {"running"}


def test_what_is_no_work_is_not_found(office):
    assert office.admin.get(Desk(office, "nonsense").url).status_code == 404
    assert office.admin.get(Desk(office, "sweep").url).status_code == 404
