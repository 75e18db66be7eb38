"""Who polls what, and when: shared out by lease, held back by budgets, left alone when broken."""

from __future__ import annotations

import uuid
from datetime import timedelta

import time_machine
from django.utils import timezone

from tests.sync.books import LISTS, later
from xero_integration.models import (
    AppMinute,
    CallBudget,
    CallHour,
    Connection,
    PollState,
    Sweep,
    UnreadDelivery,
    WebhookEvent,
)
from xero_integration.sync import planner, tasks

HOUR = 60


def asked(books, name: str = "invoices") -> int:
    return books.office.calls().count(LISTS[name])


def due_again(books, *, minutes: float) -> None:
    """After so long, everything is due and the worker comes by."""
    books.office.forget_calls()
    books.poll(minutes=minutes)


def test_what_two_planners_hand_out_is_polled_once(settled):
    settled.office.forget_calls()
    with later(2 * HOUR):
        handed_out = tasks_planned(settled)
        assert tasks_planned(settled) == []
        settled.office.queue.run_all()
    assert len(handed_out) == 1
    assert asked(settled) == 1


def tasks_planned(books) -> list[tuple[str | int, ...]]:
    before = len(books.office.queue.tasks)
    tasks.plan_polls()
    return [task.args for task in books.office.queue.tasks[before:]]


def test_a_claim_whose_task_was_lost_is_handed_out_again(settled):
    settled.office.forget_calls()
    with later(2 * HOUR):
        tasks.plan_polls()
        settled.office.queue.clear()
        settled.poll(minutes=9)
        assert asked(settled) == 0
        settled.poll(minutes=11)
    assert asked(settled) == 1


def test_a_task_that_arrives_after_its_lease_leaves_the_polls_to_others(settled):
    settled.office.forget_calls()
    with later(2 * HOUR):
        tasks.plan_polls()
    with later(3 * HOUR):
        settled.office.queue.run_all()
    assert settled.office.calls() == []


def test_a_worker_whose_lease_is_nearly_over_begins_no_other_organisation(settled):
    settled.office.forget_calls()
    with later(2 * HOUR):
        tasks.plan_polls()
    late = timezone.now() + timedelta(minutes=2 * HOUR + 9.5)
    with time_machine.travel(late, tick=True):
        settled.office.queue.run_all()
    assert settled.office.calls() == []


def test_the_calls_that_people_need_are_left_and_the_polls_come_back_later(settled):
    with later(2 * HOUR):
        CallBudget.objects.update(minute_left=20, day_left=4000, seen_at=timezone.now())
        settled.office.forget_calls()
        settled.poll()
        assert settled.office.calls() == []
        assert not PollState.objects.exclude(lease_token=None).exists()
        settled.poll(minutes=2)
    assert asked(settled) == 1


def test_the_whole_app_makes_no_more_calls_a_minute_than_are_set(settled, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "APP_CALLS_PER_MINUTE": 2}
    settled.office.forget_calls()
    moment = (timezone.now() + timedelta(minutes=2 * HOUR)).replace(second=5)
    for minute in range(3):
        with time_machine.travel(moment + timedelta(minutes=minute), tick=True):
            tasks.plan_polls()
            settled.office.queue.run_all()
            tasks.plan_polls()
            settled.office.queue.run_all()
        calls = [call for call in settled.office.calls() if call in LISTS.values()]
        assert len(calls) <= 2 * (minute + 1)
    assert len(calls) == len(LISTS)


def test_who_needs_a_sign_in_is_not_asked_until_connected_again(settled):
    Connection.objects.update(state="needs_sign_in")
    due_again(settled, minutes=2 * HOUR)
    assert settled.office.calls() == []
    Connection.objects.update(state="active")
    settled.poll(minutes=2 * HOUR)
    assert asked(settled) == 1


def test_a_renewed_connection_is_polled_at_once_where_it_had_failed(settled):
    tomorrow = timezone.now() + timedelta(days=1)
    PollState.objects.update(next_at=tomorrow, error_code="needs_sign_in", attempts=4)
    PollState.objects.filter(resource="items").update(error_code="")
    settled.office.forget_calls()
    planner.start(settled.connection)
    settled.poll()
    assert asked(settled) == 1
    assert asked(settled, "items") == 0


def test_what_failed_waits_longer_each_time_and_keeps_its_place(settled):
    settled.office.sandbox.faults.add_fault("GET", "/CreditNotes", status=503, times=3)
    waits = []
    with time_machine.travel(timezone.now() + timedelta(minutes=2 * HOUR), tick=False) as clock:
        for _failure in range(3):
            tasks.plan_polls()
            settled.office.queue.run_all()
            state = PollState.objects.get(resource="credit_notes")
            assert state.error_code == "unavailable"
            waits.append((state.next_at - timezone.now()).total_seconds())
            clock.move_to(state.next_at + timedelta(seconds=1))
        assert waits == [60, 120, 240]
        tasks.plan_polls()
        settled.office.queue.run_all()
    assert PollState.objects.get(resource="credit_notes").error_code == ""
    assert PollState.objects.filter(resource="invoices", error_code="").exists()


def test_where_webhooks_arrive_polls_become_rare(settled):
    WebhookEvent.objects.create(
        key=uuid.uuid4().hex,
        xero_tenant_id=settled.connection.xero_tenant_id,
        resource_id=str(uuid.uuid4()),
        category="INVOICE",
        received_at=timezone.now(),
        due_at=timezone.now(),
        state="done",
    )
    for hour in range(1, 12):
        settled.poll(minutes=hour * 2 * HOUR)
    assert PollState.objects.get(resource="invoices").interval == 3600


def test_organisations_do_not_poll_in_step(settled):
    for number in range(40):
        planner.start(Connection.objects.create(name=f"Other {number}", xero_tenant_id=f"{number}"))
    waiting = PollState.objects.filter(resource="items").values_list("next_at", flat=True)
    assert len({moment.minute for moment in waiting}) > 15


def test_old_counts_and_finished_events_are_dropped_once_a_day(settled):
    old = timezone.now() - timedelta(days=40)
    for state in ("done", "waiting"):
        WebhookEvent.objects.create(
            key=state,
            xero_tenant_id="t",
            resource_id="r",
            category="INVOICE",
            received_at=old,
            due_at=old,
            state=state,
        )
    CallHour.objects.update(hour=old)
    AppMinute.objects.update(minute=old)
    tasks.forget_old()
    assert [event.state for event in WebhookEvent.objects.all()] == ["waiting"]
    assert not CallHour.objects.exists()
    assert not AppMinute.objects.exists()


def test_sweeps_are_kept_for_over_a_year_and_unread_deliveries_for_a_month(settled):
    now = timezone.now()
    for days in (20, 40):
        UnreadDelivery.objects.create(
            received_at=now - timedelta(days=days), body=b"?", reason="odd"
        )
    for days in (370, 410):
        began = now - timedelta(days=days)
        Sweep.objects.create(connection=settled.connection, started_at=began)
    tasks.forget_old()
    assert UnreadDelivery.objects.get().received_at == now - timedelta(days=20)
    assert Sweep.objects.get().started_at == now - timedelta(days=370)
