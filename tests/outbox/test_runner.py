"""One operation, from ready to its end, whatever happens to the line, to Xero or to us."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from xero_integration.connections.grants import open_tokens
from xero_integration.models import Attempt, Contact, Document, Grant, Operation
from xero_integration.outbox import runner, tasks
from xero_integration.outbox.exchange import Exchange
from xero_integration.outbox.lease import lease

from .company import CONTACTS, INVOICES, dying, later, work

TOKEN = "/connect/token"


def again(operation: Operation) -> Operation:
    return Operation.objects.get(pk=operation.pk)


def story(operation: Operation) -> list[tuple[str, str]]:
    return [(attempt.action, attempt.outcome) for attempt in operation.story.all()]


# A process that dies


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("minutes", [3, 30])
def test_the_sweeper_ends_what_a_dead_process_left_with_one_invoice(company, moment, minutes):
    operation = company.submit()
    with dying(moment):
        runner.run(operation.pk)
    assert again(operation).state == "sending"
    with later(minutes=minutes):
        tasks.sweep()
        tasks.sweep()
    assert again(operation).state == "done"
    assert company.invoices() == [str(operation.pk)]
    assert Document.objects.count() == 1


def test_an_invoice_that_reached_xero_before_the_process_died_is_not_sent_anew(company):
    operation = company.submit()
    with dying("after"):
        runner.run(operation.pk)
    work(minutes=30)
    assert story(operation) == [("send", ""), ("look", "adopted")]
    assert len(company.puts()) == 1


def test_a_process_that_died_before_it_had_a_token_sent_nothing_and_the_next_one_sends(company):
    operation = company.submit()
    with later(hours=1), dying("before", at=TOKEN):
        runner.run(operation.pk)
    assert not again(operation).uncertain
    with later(hours=2):
        tasks.sweep()
    assert again(operation).state == "done"
    assert story(operation) == [("look", ""), ("look", "not_found"), ("send", "done")]


def test_a_lease_that_is_alive_is_respected(company):
    operation = company.submit()
    with dying("before"):
        runner.run(operation.pk)
    company.forget_calls()
    with later(seconds=60):
        tasks.sweep()
        tasks.run(str(operation.pk))
        assert runner.run_now(again(operation)).state == "sending"
    assert company.calls() == []


def test_a_task_for_an_operation_that_is_done_or_gone_does_nothing(company):
    operation = runner.run_now(company.submit())
    tasks.run(str(operation.pk))
    tasks.run("00000000-0000-4000-8000-000000000000")
    assert len(company.puts()) == 1


# An operation that needs another one


def test_the_contact_goes_first_and_the_invoice_names_it(company):
    contact = company.submit_contact()
    invoice = runner.run_now(company.submit(contact=contact))
    assert company.calls() == [f"PUT {CONTACTS}", f"PUT {INVOICES}"]
    assert invoice.state == "done"
    assert Document.objects.get().contact_id == again(contact).answer_id
    assert Contact.objects.get().name == "Kauri Joinery"


def test_a_worker_sends_the_invoice_once_its_contact_is_there(company):
    contact = company.submit_contact(in_background=True)
    invoice = company.submit(contact=contact, in_background=True)
    company.queue.run_all()
    assert again(invoice).state == "done"
    assert len(company.puts(INVOICES)) == len(company.puts(CONTACTS)) == 1


def test_an_invoice_is_not_tried_before_its_contact_is_there(company):
    contact = company.submit_contact()
    invoice = company.submit(contact=contact)
    tasks.run(str(invoice.pk))
    assert company.calls() == []
    assert again(invoice).state == "ready"


def test_a_refused_contact_refuses_the_invoice_with_its_own_sentence(company):
    taken = next(iter(company.books.contacts.values())).name
    contact = company.submit_contact(taken)
    invoice = runner.run_now(company.submit(contact=contact))
    assert (invoice.state, invoice.error_code) == ("refused", "dependency")
    assert invoice.error_message == again(contact).error_message != ""
    assert company.puts(INVOICES) == []
    work(hours=1)
    assert company.puts(INVOICES) == []


def test_while_it_is_unknown_whether_the_contact_exists_the_invoice_waits(company):
    company.sandbox.faults.add_fault("PUT", CONTACTS, drop="after")
    contact = company.submit_contact()
    invoice = runner.run_now(company.submit(contact=contact))
    assert again(contact).state == "checking"
    assert invoice.state == "ready"
    assert company.puts(INVOICES) == []
    work(minutes=1)
    assert again(invoice).state == "done"
    marks = [each.number for each in company.books.contacts.values()]
    assert marks.count(str(contact.pk)) == 1


def test_a_lost_contact_is_found_by_its_number_when_the_key_has_expired(company):
    company.sandbox.faults.add_fault("PUT", CONTACTS, drop="after")
    contact = company.submit_contact()
    runner.run_now(contact)
    work(minutes=30)
    assert again(contact).adopted
    assert len(company.puts(CONTACTS)) == 1


def test_waiting_for_a_contact_keeps_no_worker_busy(company):
    company.sandbox.faults.add_fault("PUT", CONTACTS, status=503, times=None)
    contact = company.submit_contact(in_background=True)
    company.submit(contact=contact, in_background=True)
    assert company.queue.run_all(limit=50) < 10


def test_an_operation_held_by_another_process_keeps_no_worker_busy(company):
    operation = company.submit(in_background=True)
    with dying("before"):
        runner.run(operation.pk)
    assert company.queue.run_all(limit=50) < 10


# When to come back


def test_the_wait_that_xero_asks_for_is_kept(company):
    headers = {"Retry-After": "40", "X-Rate-Limit-Problem": "minute"}
    company.sandbox.faults.add_fault("PUT", INVOICES, status=429, headers=headers)
    with time_machine.travel(timezone.now(), tick=False):
        operation = runner.run_now(company.submit())
        wait = operation.due_at - timezone.now()
    assert timedelta(seconds=40) <= wait <= timedelta(seconds=45)
    assert (operation.state, operation.error_code) == ("ready", "throttled")
    (task,) = company.queue.tasks
    assert task.args == (str(operation.pk),)
    assert task.delay == wait
    company.forget_calls()
    work(seconds=30)
    assert company.calls() == []
    work(seconds=50)
    assert again(operation).state == "done"


def test_failures_that_go_on_are_tried_less_and_less_often(company):
    company.sandbox.faults.add_fault("PUT", INVOICES, status=429, times=None)
    operation = company.submit()
    waits = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        while len(company.puts()) < 12:
            runner.run_due()
            wait = (again(operation).due_at - timezone.now()).total_seconds()
            waits.append(wait)
            clock.shift(wait + 0.1)
    assert 1 <= waits[0] <= 2
    assert all(450 <= wait <= 900 for wait in waits[-2:])


def test_what_was_tried_and_is_not_due_again_is_left_alone(company):
    operation = company.submit()
    Operation.objects.update(attempts=1, due_at=timezone.now() + timedelta(minutes=5))
    assert runner.run_due() == 0
    assert runner.run_now(operation).state == "ready"
    work(minutes=6)
    assert again(operation).state == "done"


def test_the_oldest_goes_first(company):
    company.submit()
    contact = company.submit_contact()
    Operation.objects.filter(pk=contact.pk).update(due_at=timezone.now() - timedelta(hours=1))
    runner.run_due(limit=1)
    assert company.calls() == [f"PUT {CONTACTS}"]


# The story


def test_the_story_tells_each_try_and_how_it_ended(company):
    correlation = {"Xero-Correlation-Id": "c0ffee"}
    company.sandbox.faults.add_fault("PUT", INVOICES, status=500, headers=correlation)
    operation = runner.run_now(company.submit())
    work(minutes=30)
    assert story(operation) == [
        ("send", "outcome_unknown"),
        ("look", "not_found"),
        ("send", "done"),
    ]
    failed, looked, sent = operation.story.all()
    assert (failed.http_status, failed.correlation_id) == (500, "c0ffee")
    assert [attempt.number for attempt in (failed, looked, sent)] == [1, 2, 3]
    tries = (failed, looked, sent)
    assert all(each.finished_at and each.started_at <= each.finished_at for each in tries)
    assert failed.idempotency_key != sent.idempotency_key
    assert [call.idempotency_key for call in company.puts()] == [
        failed.idempotency_key,
        sent.idempotency_key,
    ]


def test_a_repeat_within_the_life_of_the_key_uses_the_same_key_and_body(company):
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    operation = runner.run_now(company.submit())
    work(minutes=1)
    assert story(operation) == [("send", "outcome_unknown"), ("repeat", "done")]
    first, second = company.puts()
    assert first.idempotency_key == second.idempotency_key
    assert first.body == second.body
    assert again(operation).adopted is False


def test_who_asked_is_kept_with_the_operation_and_the_document(company):
    operation = runner.run_now(company.submit())
    assert (operation.actor, operation.actor_name) == ("auth.user:5", "Robin Rep")
    assert Document.objects.get().versions.get().actor_name == "Robin Rep"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_neither_story_nor_log_nor_row_holds_a_secret(company, caplog, status):
    tokens = open_tokens(Grant.objects.get().token_set)
    secrets = [tokens.access_token, tokens.refresh_token, "sandbox-secret"]
    body = json.dumps({"Message": "no", "Detail": "no"})
    company.sandbox.faults.add_fault("PUT", INVOICES, status=status, body=body, times=2)
    with caplog.at_level("DEBUG", logger="xero_integration"):
        runner.run_now(company.submit())
    assert Attempt.objects.exists()
    rows = [*Attempt.objects.values_list(), *Operation.objects.values_list()]
    told = [*map(str, rows), *(str(record.__dict__) for record in caplog.records)]
    assert not [secret for secret in secrets if any(secret in text for text in told)]


# What Xero answers


@pytest.mark.parametrize(
    ("fault", "code", "state"),
    [
        ({"status": 403}, "forbidden", "waiting"),
        ({"status": 404}, "not_found", "refused"),
        ({"status": 401, "times": None}, "token_rejected", "ready"),
        ({"garbage": True}, "outcome_unknown", "checking"),
        ({"truncate": 40}, "outcome_unknown", "checking"),
        ({"delay": 60.0}, "outcome_unknown", "checking"),
    ],
)
def test_what_an_answer_makes_of_an_operation(company, fault, code, state):
    company.sandbox.faults.add_fault("PUT", INVOICES, **fault)
    operation = runner.run_now(company.submit())
    assert (operation.state, operation.error_code) == (state, code)
    assert operation.error_message
    assert operation.uncertain is (state == "checking")


@pytest.mark.parametrize("fault", [{"garbage": True}, {"truncate": 40}, {"delay": 60.0}])
def test_an_answer_that_could_not_be_read_leads_to_one_invoice(company, fault):
    company.sandbox.faults.add_fault("PUT", INVOICES, **fault)
    operation = runner.run_now(company.submit())
    work(minutes=1)
    assert again(operation).state == "done"
    assert company.invoices() == [str(operation.pk)]


def test_a_refusal_on_a_repeat_is_not_believed_before_a_look(company):
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    operation = runner.run_now(company.submit())
    body = '{"Type":"ValidationException","Message":"no","Elements":[]}'
    company.sandbox.faults.add_fault("PUT", INVOICES, status=400, body=body)
    work(minutes=1)
    assert story(operation)[1:] == [("repeat", "refused_in_doubt"), ("look", "adopted")]
    assert company.invoices() == [str(operation.pk)]


def test_a_process_that_lost_its_lease_before_sending_sends_nothing(company):
    operation = company.submit()
    now = timezone.now()
    token = Operation.objects.claim([operation.pk], now=now, until=now + lease())
    held = list(Operation.objects.held_by(token).select_related("connection__grant"))
    Operation.objects.filter(pk=operation.pk).update(lease_token=uuid.uuid4())
    Exchange(held, interactive=False).proceed()
    assert company.puts() == []
