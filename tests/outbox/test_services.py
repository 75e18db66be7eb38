"""Submitting, cancelling and resuming: what the outbox promises to the rest of the app."""

from __future__ import annotations

import pytest
from django.db import transaction

from xero_integration.connections.grants import mark_needs_sign_in
from xero_integration.exceptions import ConfigurationError
from xero_integration.models import Grant, Operation
from xero_integration.outbox import runner
from xero_integration.outbox import services as outbox
from xero_integration.signals import connection_made

from .company import CONTACTS, INVOICES, dying, work


def again(operation: Operation) -> Operation:
    return Operation.objects.get(pk=operation.pk)


def test_submitting_twice_is_submitting_once(company):
    first = company.submit(in_background=True)
    second = company.submit(in_background=True)
    assert second.pk == first.pk
    assert second.body == first.body
    company.queue.run_all()
    assert company.invoices() == [str(first.pk)]


def test_another_intent_about_the_same_deal_is_another_operation(company):
    assert company.submit(intent="first").pk != company.submit(intent="second").pk


def test_a_rolled_back_submission_leaves_neither_row_nor_task(company):
    class Regret(Exception):
        pass

    with pytest.raises(Regret), transaction.atomic():
        company.submit(in_background=True)
        raise Regret
    assert not Operation.objects.exists()
    assert company.queue.tasks == []


def test_the_worker_is_told_only_after_the_commit(company):
    with transaction.atomic():
        operation = company.submit(in_background=True)
        assert company.queue.tasks == []
    (task,) = company.queue.tasks
    assert task.args == (str(operation.pk),)


def test_a_refused_operation_opens_again_with_the_new_body(company):
    refused = runner.run_now(company.submit(Status="NONSENSE"))
    assert refused.state == "refused"
    mended = company.submit(pk=refused.pk)
    assert (mended.pk, mended.state, mended.error_message) == (refused.pk, "ready", "")
    assert runner.run_now(mended).state == "done"
    assert company.invoices() == [str(refused.pk)]
    assert [attempt.outcome for attempt in mended.story.all()] == ["validation", "done"]
    first, second = (call.idempotency_key for call in company.puts())
    assert first != second


def test_a_done_operation_never_opens_again(company):
    done = runner.run_now(company.submit())
    asked = company.submit(Reference="changed my mind", in_background=True)
    assert (asked.pk, asked.state, asked.body) == (done.pk, "done", done.body)
    assert company.queue.tasks == []
    work(hours=1)
    assert len(company.puts()) == 1


def test_an_operation_under_way_keeps_its_body(company):
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    sent = runner.run_now(company.submit())
    asked = company.submit(Reference="changed my mind")
    assert (asked.pk, asked.state, asked.body) == (sent.pk, "checking", sent.body)


def test_running_inside_a_transaction_is_refused_before_anything_is_sent(company):
    operation = company.submit()
    with transaction.atomic(), pytest.raises(ConfigurationError, match="after the commit"):
        runner.run_now(operation)
    assert company.calls() == []
    assert again(operation).attempts == 0


def test_what_was_not_sent_can_be_cancelled_and_stays_unsent(company):
    operation = company.submit(in_background=True)
    assert outbox.cancel(operation)
    company.queue.run_all()
    work(hours=1)
    assert again(operation).state == "cancelled"
    assert company.puts() == []


def test_a_cancelled_operation_opens_again_when_somebody_asks_again(company):
    operation = company.submit()
    outbox.cancel(operation)
    assert runner.run_now(company.submit(pk=operation.pk)).state == "done"


def test_what_xero_may_have_can_not_be_cancelled(company):
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    operation = runner.run_now(company.submit())
    assert not outbox.cancel(operation)
    work(minutes=1)
    assert again(operation).state == "done"


def test_what_xero_may_have_and_was_then_not_reached_again_can_not_be_cancelled(company):
    company.sandbox.faults.add_fault("POST", CONTACTS, drop="after")
    update = runner.run_now(company.submit_contact_update(EmailAddress="new@kauri.example"))
    company.sandbox.faults.add_fault(
        "POST", CONTACTS, status=503, body="The Organisation is offline"
    )
    work(minutes=1)
    assert update.story.last().http_status == 503
    assert not outbox.cancel(update)
    work(minutes=20)
    assert again(update).state == "done"


def test_what_is_being_sent_or_is_done_can_not_be_cancelled(company):
    operation = company.submit()
    with dying("before"):
        runner.run(operation.pk)
    assert not outbox.cancel(operation)
    work(minutes=10)
    assert not outbox.cancel(operation)
    assert again(operation).state == "done"


def test_cancelling_a_contact_cancels_the_invoice_that_needs_it(company):
    contact = company.submit_contact()
    invoice = company.submit(contact=contact)
    outbox.cancel(contact)
    assert again(invoice).state == "cancelled"


def test_an_invoice_behind_a_contact_that_was_cancelled_a_moment_ago_is_cancelled(company):
    contact = company.submit_contact()
    outbox.cancel(contact)
    invoice = company.submit(contact=contact)
    work(minutes=1)
    assert again(invoice).state == "cancelled"
    assert company.calls() == []


def test_an_invoice_behind_a_contact_that_was_refused_a_moment_ago_is_refused(company):
    taken = next(iter(company.books.contacts.values())).name
    contact = runner.run_now(company.submit_contact(taken))
    invoice = runner.run_now(company.submit(contact=contact))
    assert (invoice.state, invoice.error_code) == ("refused", "dependency")
    assert invoice.error_message == contact.error_message != ""
    assert company.puts() == []


def lose_the_grant() -> None:
    mark_needs_sign_in(Grant.objects.get(), "revoked")


def sign_in_again(company) -> None:
    """As after the consent page: grant and connection are good, and the app is told."""
    Grant.objects.update(state="active")
    company.connection.state = "active"
    company.connection.save()
    connection_made.send(sender=type(company.connection), connection=company.connection)


def test_what_waited_for_a_sign_in_goes_out_once_after_it(company):
    lose_the_grant()
    waiting = [runner.run_now(company.submit(deal)) for deal in "123"]
    assert {operation.state for operation in waiting} == {"waiting"}
    work(hours=1)
    assert company.puts() == []
    sign_in_again(company)
    company.queue.run_all()
    work(hours=1)
    assert company.invoices() == sorted(str(operation.pk) for operation in waiting)


def test_what_was_in_doubt_when_the_grant_was_lost_is_looked_for_after_the_sign_in(company):
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    operation = runner.run_now(company.submit())
    lose_the_grant()
    work(minutes=1)
    assert again(operation).state == "waiting"
    assert not outbox.cancel(operation)
    sign_in_again(company)
    work(minutes=20)
    assert again(operation).adopted
    assert company.invoices() == [str(operation.pk)]


def test_resuming_one_connection_leaves_the_others_alone(company):
    lose_the_grant()
    runner.run_now(company.submit())
    assert outbox.resume(company.connection) == 1
    assert outbox.resume(company.connection) == 0
