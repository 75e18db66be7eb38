"""The sync health page: what it says of each organisation, and what it makes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.journeys.office import text_of
from tests.sync.books import Books
from xero_integration.connections.models import AppMinute, CallBudget, CallHour
from xero_integration.models import Connection, Operation, PollState
from xero_integration.sync.health_reading import health_of
from xero_integration.sync.models import (
    Repair,
    Sweep,
    UnreadDelivery,
    WebhookEvent,
    WebhookStatus,
)
from xero_integration.sync.tasks import sweep_every_connection

HOSTS_OWN = ("plain_", "tenancy_", "django_session", "auth_")


@pytest.fixture
def well(books) -> Books:
    """Everything was read, and a comparison found nothing."""
    books.poll()
    sweep_every_connection()
    books.office.queue.run_all()
    return books


def page(books: Books, query: str = "", *, status: int = 200) -> str:
    answer = books.office.admin.get(reverse("xero_integration:sync_health") + query)
    assert answer.status_code == status, text_of(answer)
    return text_of(answer)


def machine(books: Books, query: str = "") -> dict[str, Any]:
    answer = books.office.admin.get(reverse("xero_integration:sync_health_json") + query)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def codes(books: Books) -> list[str]:
    found = machine(books)
    reasons = [*found["app"]["reasons"], *found["connections"][0]["reasons"]]
    return [reason["code"] for reason in reasons]


def test_all_is_well_after_a_poll_and_a_comparison(well):
    said = page(well)
    compared = Sweep.objects.get().compared
    assert "All is well" in said
    assert f"{compared} documents, 0 differences" in said
    assert "Webhooks are not set up" in said
    assert machine(well)["level"] == "ok"


def test_it_shows_the_calls_of_the_day_and_what_came_back(well):
    CallHour.objects.all().delete()
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    rows = [(0, "ok", 30, 2_000_000), (0, "throttled", 3, 0), (5, "ok", 12, 500_000)]
    for back, outcome, calls, received in rows:
        CallHour.objects.create(
            connection=well.connection,
            hour=hour - timedelta(hours=back),
            outcome=outcome,
            calls=calls,
            received=received,
        )
    CallBudget.objects.update(day_left=4321, seen_at=timezone.now())
    said = page(well)
    assert "45, 2.4 MB received" in said
    assert "4,321" in said
    assert "Calls throttled 3" in said
    found = machine(well)["connections"][0]
    assert (found["calls"], found["received"], found["day_left"]) == (45, 2_500_000, 4321)
    assert found["failed_calls"] == {"throttled": 3}
    html = well.office.admin.get(reverse("xero_integration:sync_health")).content.decode()
    assert html.count("<rect") == 3
    assert "at most 33 in an hour; the table below has the numbers" in html


def test_a_connection_that_lost_its_sign_in_is_failing_with_a_way_out(well):
    Connection.objects.update(state="needs_sign_in")
    said = page(well)
    assert "Does not work" in said
    assert "Connect to Xero again" in said
    assert codes(well) == ["needs_sign_in"]


def test_a_refused_poll_names_its_code_and_gets_worse_when_it_lasts(well):
    PollState.objects.filter(resource="payments").update(error_code="unavailable", attempts=1)
    assert machine(well)["level"] == "warning"
    assert "Payments could not be read from Xero (unavailable)" in page(well)
    PollState.objects.filter(resource="payments").update(attempts=3)
    assert machine(well)["level"] == "failing"
    PollState.objects.filter(resource="payments").update(error_code="scope_missing", attempts=1)
    assert "Connect again, so that Xero asks for the missing permission" in page(well)


def test_without_a_worker_it_is_failing(well):
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        assert "worker" in codes(well)
        assert "Start the worker" in page(well)


def test_late_polls_are_noticed_while_others_are_made(well):
    PollState.objects.filter(resource="items").update(
        next_at=timezone.now() - timedelta(minutes=20)
    )
    assert codes(well) == ["polls_late"]
    assert machine(well)["level"] == "warning"
    assert machine(well)["connections"][0]["overdue_polls"] == 1


def test_a_site_whose_polls_were_never_planned_is_failing(well):
    PollState.objects.all().delete()
    assert codes(well) == ["no_polls"]


def test_xeros_refusal_to_take_calls_is_said(well):
    CallBudget.objects.update(blocked_until=timezone.now() + timedelta(minutes=5), day_left=10)
    assert codes(well) == ["throttled"]
    CallBudget.objects.update(blocked_until=None, seen_at=timezone.now())
    assert codes(well) == ["day_low"]


def an_event(books: Books, minutes: int) -> None:
    then = timezone.now() - timedelta(minutes=minutes)
    WebhookEvent.objects.create(
        key="1",
        xero_tenant_id=books.connection.xero_tenant_id.lower(),
        resource_id="1",
        category="INVOICE",
        received_at=then,
        due_at=then,
    )


@pytest.mark.parametrize(("minutes", "level"), [(5, "ok"), (20, "warning"), (90, "failing")])
def test_the_lag_is_that_of_the_oldest_news_not_read(well, minutes, level):
    an_event(well, minutes)
    found = machine(well)
    assert found["level"] == level
    assert found["connections"][0]["waiting_events"] == 1
    assert abs(found["connections"][0]["lag"] - minutes * 60) < 60
    assert "News waiting to be read 1, the oldest" in page(well)


def an_operation(books: Books, **columns: Any) -> Operation:
    values = {
        "connection": books.connection,
        "kind": "invoice.create",
        "subject": f"deal:{Operation.objects.count()}",
        "intent": "x",
        "body": "{}",
        "due_at": timezone.now(),
        **columns,
    }
    return Operation.objects.create(**values)


def test_work_that_nobody_sends_is_noticed(well):
    an_operation(well, due_at=timezone.now() - timedelta(minutes=30))
    an_operation(well, state="waiting")
    assert codes(well) == ["operations_wait"]
    said = page(well)
    assert "Work waiting to be sent 1, the oldest 30" in said
    assert "Work waiting for a person 1" in said


def test_refusals_are_counted_by_code_with_a_link_to_them(well):
    for code, hours in (("validation", 1), ("validation", 2), ("forbidden", 3), ("old", 30)):
        an_operation(
            well,
            state="refused",
            error_code=code,
            finished_at=timezone.now() - timedelta(hours=hours),
        )
    answer = well.office.admin.get(reverse("xero_integration:sync_health"))
    assert "Refused by Xero validation 2 Refused by Xero forbidden 1" in text_of(answer)
    link = f"{reverse('xero_integration:activity')}?connection={well.connection.pk}"
    assert f"{link}&amp;state=attention" in answer.content.decode()
    assert machine(well)["level"] == "ok"


def test_repairs_are_listed_and_lost_webhooks_are_a_warning(well, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "WEBHOOK_KEYS": ["key"]}
    WebhookStatus.objects.update_or_create(pk=1, defaults={"last_delivery_at": timezone.now()})
    Repair.objects.create(
        sweep=Sweep.objects.get(),
        xero_id="42",
        cause="webhook_lost",
        believed={"status": "DRAFT", "amount_due": "1.00"},
        found={"status": "AUTHORISED", "amount_due": "2.00"},
        repaired_at=timezone.now(),
    )
    assert codes(well) == ["webhooks_lost"]
    assert "A webhook did not arrive" in page(well)
    assert "Awaiting payment, 2.00" in page(well)


def test_no_comparison_for_days_is_a_warning(well):
    Sweep.objects.update(
        started_at=timezone.now() - timedelta(days=4),
        finished_at=timezone.now() - timedelta(days=4),
    )
    assert codes(well) == ["not_compared"]


def test_webhooks_that_never_came_or_could_not_be_read_are_a_warning(well, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "WEBHOOK_KEYS": ["key"]}
    UnreadDelivery.objects.create(received_at=timezone.now(), body=b"?", reason="DecodeError")
    assert codes(well) == ["webhook_silent", "unread_deliveries"]
    WebhookStatus.objects.update_or_create(pk=1, defaults={"last_delivery_at": timezone.now()})
    assert codes(well) == ["unread_deliveries"]


def test_a_webhook_that_worked_and_stopped_is_a_warning_once_a_poll_finds_more(well, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "WEBHOOK_KEYS": ["key"]}
    WebhookStatus.objects.update_or_create(pk=1, defaults={"last_delivery_at": timezone.now()})
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        well.poll()
        assert "webhook_stopped" not in codes(well)
        well.approved_invoice()
        well.poll(minutes=5)
        assert "webhook_stopped" in codes(well)
        assert "a poll found changes" in page(well)
        WebhookStatus.objects.update(last_delivery_at=timezone.now())
        assert "webhook_stopped" not in codes(well)


def test_keys_that_read_nothing_are_failing_and_nothing_breaks(well, settings):
    key = Fernet.generate_key().decode()
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "ENCRYPTION_KEYS": [key]}
    assert codes(well) == ["encryption_key"]
    assert "ENCRYPTION_KEYS" in page(well)


def test_another_tenants_organisation_does_not_exist_here(well):
    other = Connection.objects.create(name="Secret Ltd", xero_tenant_id="other", tenant="elsewhere")
    assert "Secret Ltd" not in page(well)
    assert len(machine(well)["connections"]) == 1
    page(well, f"?connection={other.pk}", status=404)


def test_a_tenants_people_are_told_no_number_of_other_tenants(well, sign_in):
    """A standstill is everybody's, and so is a form of Xero's that nobody here can read."""
    if not well.office.host.has_tenants:
        pytest.skip("this host has no tenants")
    then = timezone.now() - timedelta(hours=2)
    UnreadDelivery.objects.create(received_at=then, body=b"?", reason="DecodeError")
    AppMinute.objects.create(minute=then, calls=4321)
    other = Connection.objects.create(name="Other Ltd", xero_tenant_id="other", tenant="south")
    PollState.objects.create(connection=other, resource="items", interval=60, next_at=then)
    mine, whole = machine(well)["app"], health_of(Connection.objects.all()).app
    assert [reason["code"] for reason in mine["reasons"]] == [each.code for each in whole.reasons]
    assert "unread_deliveries" in [reason["code"] for reason in mine["reasons"]]
    assert (whole.facts.active_connections, mine["active_connections"]) == (2, 1)
    assert mine["planned_polls"] == PollState.objects.filter(connection=well.connection).count()
    theirs = sign_in("admin", tenant="south").get(reverse("xero_integration:sync_health_json"))
    assert (theirs.json()["app"]["planned_polls"], theirs.json()["app"]["polled_at"]) == (1, None)
    shared = {"last_delivery_at", "last_event_at", "gaps", "unread_deliveries"}
    assert not mine.keys() & {*shared, "calls_this_minute", "most_calls_a_minute"}
    said = page(well)
    assert "Some webhook deliveries could not be read" in said
    assert "Webhooks that could not be read" not in said
    assert "Background calls in this minute" not in said


def test_one_connection_is_shown_beside_its_settings(well):
    said = page(well, f"?connection={well.connection.pk}")
    assert "Field mapping" in said
    assert "Activity" in said
    connection_page = well.office.admin.get(
        reverse("xero_integration:connection", args=[well.connection.pk])
    )
    link = f"{reverse('xero_integration:sync_health')}?connection={well.connection.pk}"
    assert link in connection_page.content.decode()
    every = well.office.admin.get(reverse("xero_integration:connections")).content.decode()
    assert f'href="{reverse("xero_integration:sync_health")}"' in every


def test_a_rep_may_not_look(well):
    for name in ("sync_health", "sync_health_json"):
        assert well.office.rep.get(reverse(f"xero_integration:{name}")).status_code == 403
    assert well.office.admin.post(reverse("xero_integration:sync_health")).status_code == 405


def test_nonsense_in_the_address_is_no_error(well):
    assert "All is well" in page(well, "?connection=%00nonsense")


def test_without_a_connection_it_says_what_to_expect(host, transactional_db, sandbox, sign_in):
    admin = sign_in("admin", tenant="north" if host.has_tenants else "")
    answer = admin.get(reverse("xero_integration:sync_health"))
    assert "Xero is not connected yet" in text_of(answer)


def test_it_asks_the_database_as_often_for_fifty_organisations_as_for_one(well):
    one = queries(well)
    tenant = well.connection.tenant
    for number in range(50):
        other = Connection.objects.create(
            name=f"Other {number}", xero_tenant_id=f"other-{number}", tenant=tenant
        )
        now = timezone.now()
        PollState.objects.create(connection=other, resource="invoices", interval=60, next_at=now)
        CallHour.objects.create(connection=other, hour=now, outcome="ok", calls=1)
        sweep = Sweep.objects.create(connection=other, started_at=now, finished_at=now)
        Repair.objects.create(sweep=sweep, xero_id="1", cause="gone", repaired_at=now)
        an_operation(well, connection=other)
    assert queries(well) == one
    with CaptureQueriesContext(database) as captured:
        assert len(health_of(Connection.objects.of_tenant(tenant)).connections) == 51
    assert len(captured) == 14


def queries(books: Books) -> int:
    with CaptureQueriesContext(database) as captured:
        page(books)
    asked = [query["sql"] for query in captured.captured_queries]
    return len([sql for sql in asked if not any(f'"{own}' in sql for own in HOSTS_OWN)])
