"""Workers hand back what Xero has no room for; people get through; nothing is tried in vain."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.gates.measure import ROOT
from xero_integration.connections.admission import Priority
from xero_integration.connections.places import Places
from xero_integration.models import Attempt, CallBudget, Operation
from xero_integration.outbox import runner

from .company import INVOICES, Company


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def spend(company: Company, calls: int) -> None:
    """So many calls of this minute are made by others who share the site."""
    for _call in range(calls):
        with Places(company.connection.xero_tenant_id, Priority.PEOPLE)(35):
            pass


def test_a_full_minute_is_handed_back_without_an_attempt_and_goes_out_in_the_next(clock, company):
    spend(company, 50)
    operation = company.submit()
    runner.run_due()
    operation.refresh_from_db()
    assert (operation.state, operation.attempts, company.calls()) == ("ready", 0, [])
    assert timezone.now() < operation.due_at <= timezone.now() + timedelta(seconds=61)
    assert not Attempt.objects.exists()

    clock.shift(timedelta(seconds=61))
    runner.run_due()
    assert Operation.objects.get().state == "done"


def test_a_person_sends_in_the_minute_that_workers_have_left_to_people(clock, company):
    spend(company, 50)
    assert runner.run_now(company.submit()).state == "done"


def test_a_worker_without_room_does_not_put_off_what_a_person_waits_for(clock, company):
    """Workers come by between the saving of the operation and the person's own turn."""
    spend(company, 50)
    operation = company.submit()
    runner.run_due()
    assert Operation.objects.get().due_at > timezone.now()
    assert runner.run_now(operation).state == "done"
    assert len(company.puts(INVOICES)) == 1


def test_all_that_is_due_for_the_organisation_is_handed_back_at_once(clock, company):
    spend(company, 50)
    for number in range(5):
        company.submit(str(number))
    assert runner.run_due() == 1
    assert not Operation.objects.due(timezone.now()).exists()


def test_what_is_handed_back_tells_the_queue_when_to_come_again(clock, company):
    spend(company, 50)
    operation = company.submit(in_background=True)
    company.queue.run_all()
    (task,) = company.queue.tasks
    assert task.args == (str(operation.pk),)
    assert timedelta(seconds=30) < task.delay <= timedelta(seconds=61)


def test_each_of_those_that_wait_is_queued_once_however_often_workers_come_by(clock, company):
    """Else a queue that runs tasks at once is busy with nothing but waiting."""
    spend(company, 50)
    operations = [company.submit(str(number)) for number in range(5)]
    for _sweep in range(3):
        runner.run_due()
        for operation in operations:
            runner.run(operation.pk)
    queued = sorted(task.args for task in company.queue.tasks)
    assert queued == sorted((str(operation.pk),) for operation in operations)


def test_after_one_429_no_worker_meets_a_second_in_the_same_window(clock, company):
    """Others spent the minute with the same app, which only Xero's answer tells."""
    company.sandbox.limits.per_minute = 0
    CallBudget.objects.all().delete()
    operations = [company.submit_contact("Kauri"), company.submit("1"), company.submit("2")]
    for _second in range(50):
        for operation in operations:
            runner.run(operation.pk)
        clock.shift(timedelta(seconds=1))
    # The fifty seconds may touch two windows, depending on where the organisation's begin.
    assert company.sandbox.limits.breaches["minute"] in {1, 2}
    company.sandbox.limits.per_minute = 60
    for _minute in range(3):
        clock.shift(timedelta(seconds=61))
        runner.run_due()
    assert set(Operation.objects.values_list("state", flat=True)) == {"done"}
    assert company.sandbox.limits.repeated == 0


def test_a_spent_day_is_left_to_people(company):
    CallBudget.objects.update(day_left=40, minute_left=59, seen_at=timezone.now())
    operation = company.submit()
    runner.run_due()
    assert company.calls() == []
    operation.refresh_from_db()
    assert operation.due_at > timezone.now() + timedelta(minutes=50)
    assert company.sandbox.limits.breaches == {}


def test_an_organisation_that_is_full_does_not_keep_others_waiting(clock, company):
    CallBudget.objects.update(blocked_until=timezone.now() + timedelta(minutes=5))
    full = company.submit()
    runner.run(full.pk)
    CallBudget.objects.update(blocked_until=None)
    company.submit("2")
    runner.run_due()
    assert [call.path for call in company.puts()] == [INVOICES]
    full.refresh_from_db()
    assert full.state == "ready"


@pytest.mark.postgres
@pytest.mark.faults
@pytest.mark.timeout(240)
def test_a_bulk_run_of_several_processes_never_meets_a_limit():
    bulk = ["tests.faults.bulk_run", "--documents", "60", "--approvals", "6", "--workers", "4"]
    command = [sys.executable, "-m", *bulk, "--within", "120"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["broken"] == []
    assert found["breaches"] == {}
    assert 2 <= found["most_at_once"] <= 5
    assert found["exactly_once"] == 60
