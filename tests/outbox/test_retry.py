"""Retrying by hand: the same body goes out again, once, and only when that is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db.models.signals import post_save
from django.utils import timezone

from xero_integration.access.actors import Actor
from xero_integration.connections.grants import mark_needs_sign_in
from xero_integration.models import Attempt, Grant, InvoiceDraft, Operation
from xero_integration.outbox import runner
from xero_integration.outbox import services as outbox
from xero_integration.signals import connection_made

from .company import CONTACTS, INVOICES, later, work

ADMIN = Actor("auth.user:1", "Ada Admin")
LONG = timedelta(days=1)


def again(operation: Operation) -> Operation:
    return Operation.objects.get(pk=operation.pk)


def retried(operation: Operation) -> Operation:
    """As the page does it: opened again, then run while the person waits."""
    assert outbox.retry(again(operation), actor=ADMIN, in_background=False)
    return runner.run_now(again(operation))


def archive(company, status: str = "ARCHIVED") -> None:
    """The accountant archives the invoice's account in Xero, or brings it back."""
    account = next(each for each in company.books.accounts.values() if each.code == "200")
    account.status = status


@pytest.fixture
def refused(company) -> Operation:
    archive(company)
    operation = runner.run_now(company.submit())
    assert operation.state == "refused", operation.error_message
    return operation


@contextmanager
def between_reading_and_writing(act: Callable[[], None]) -> Iterator[None]:
    """Something happens between what a worker has read and what it writes about it."""

    def watch(sender: type[Attempt], instance: Attempt, **_more: object) -> None:
        if instance.outcome == "needs_sign_in":
            act()

    post_save.connect(watch, sender=Attempt)
    try:
        yield
    finally:
        post_save.disconnect(watch, sender=Attempt)


def lose_grant() -> None:
    assert mark_needs_sign_in(Grant.objects.get(), "invalid_grant")


def test_a_refused_operation_goes_out_again_with_the_same_body(company, refused):
    archive(company, "ACTIVE")
    done = retried(refused)
    assert (done.state, done.body) == ("done", refused.body)
    assert company.invoices() == [str(refused.pk)]
    first, second = (call.idempotency_key for call in company.puts())
    assert first != second


def test_the_story_says_who_asked_for_it(company, refused):
    archive(company, "ACTIVE")
    retried(refused)
    story = refused.story.values_list("action", "outcome", "message")
    assert ("retry", "by_a_person", "Ada Admin") in story
    assert [action for action, _, _ in story] == ["send", "retry", "send"]


def test_a_second_refusal_is_a_refusal_again(company, refused):
    assert retried(refused).state == "refused"
    assert company.invoices() == []


def test_a_worker_is_told_when_nobody_waits_for_the_answer(company, refused):
    archive(company, "ACTIVE")
    company.queue.tasks.clear()
    assert outbox.retry(refused, actor=ADMIN)
    company.queue.run_all()
    assert again(refused).state == "done"


def test_the_second_of_two_presses_comes_too_late(company, refused):
    archive(company, "ACTIVE")
    other_tab = again(refused)
    retried(refused)
    assert not outbox.retry(other_tab, actor=ADMIN)
    work(hours=1)
    assert company.invoices() == [str(refused.pk)]
    assert Attempt.objects.filter(action="retry").count() == 1


@pytest.mark.parametrize("state", ["done", "cancelled", "sending"])
def test_what_is_over_or_being_sent_is_left_alone(company, state):
    operation = company.submit()
    Operation.objects.filter(pk=operation.pk).update(state=state)
    assert not outbox.retry(again(operation), actor=ADMIN)
    assert again(operation).state == state
    assert not operation.story.exists()


def test_a_refused_invoice_whose_draft_was_changed_is_left_to_its_form(company, refused):
    draft = InvoiceDraft.objects.create(
        connection=company.connection, source="deal", subject_pk="1", operation=refused
    )
    assert draft.edited_at > (refused.finished_at or timezone.now())
    with pytest.raises(outbox.ChangedSince):
        outbox.retry(refused, actor=ADMIN)
    assert again(refused).state == "refused"
    InvoiceDraft.objects.filter(pk=draft.pk).update(edited_at=refused.created_at)
    assert outbox.retry(refused, actor=ADMIN)


def test_a_refused_contact_goes_again_with_its_invoice(company):
    company.sandbox.faults.add_fault("PUT", CONTACTS, status=400, body="{}")
    contact = company.submit_contact()
    invoice = runner.run_now(company.submit(contact=contact))
    assert (again(contact).state, invoice.state) == ("refused", "refused")
    assert retried(invoice).state == "done"
    assert again(contact).state == "done"
    assert company.invoices() == [str(invoice.pk)]


def test_an_invoice_behind_a_contact_that_is_being_sent_has_to_wait(company):
    contact = company.submit_contact()
    invoice = company.submit(contact=contact)
    Operation.objects.filter(pk=contact.pk).update(state="sending")
    due = invoice.due_at
    with later(hours=1):
        assert not outbox.retry(again(invoice), actor=ADMIN)
    assert again(invoice).due_at == due


def test_what_xero_asked_to_wait_with_can_be_tried_now(company):
    company.sandbox.faults.add_fault(
        "PUT", INVOICES, status=429, headers={"Retry-After": "50"}, body="{}"
    )
    operation = runner.run_now(company.submit())
    assert operation.state == "ready"
    assert operation.due_at > timezone.now()
    assert retried(operation).state == "done"
    assert company.invoices() == [str(operation.pk)]


def test_what_waits_for_a_sign_in_goes_back_to_waiting_until_there_is_one(company):
    lose_grant()
    operation = runner.run_now(company.submit())
    assert operation.state == "waiting"
    assert retried(operation).state == "waiting"
    assert company.puts() == []


@pytest.mark.parametrize("state", ["checking", "waiting"])
def test_an_unknown_outcome_is_looked_after_and_never_sent_blindly(company, state):
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    operation = runner.run_now(company.submit())
    assert operation.uncertain
    Operation.objects.filter(pk=operation.pk).update(state=state, due_at=timezone.now() + LONG)
    company.forget_calls()
    with later(minutes=20):
        done = retried(operation)
    assert (done.state, done.adopted) == ("done", True)
    assert company.puts() == []
    assert company.invoices() == [str(operation.pk)]


def test_giving_up_says_who_did_it_and_takes_along_what_depends_on_it(company):
    contact = company.submit_contact()
    invoice = company.submit(contact=contact)
    assert outbox.cancel(contact, actor=ADMIN)
    assert (again(contact).state, again(invoice).state) == ("cancelled", "cancelled")
    (note,) = contact.story.all()
    assert (note.action, note.message) == ("cancel", "Ada Admin")


def test_who_reconnects_while_a_worker_puts_work_to_wait_frees_that_too(company):
    """The worker has read that the grant is lost; the reconnect comes before it writes so."""
    lose_grant()
    operation = company.submit()

    def reconnect() -> None:
        Grant.objects.update(state="active")
        company.connection.state = "active"
        company.connection.save()
        connection_made.send_robust(sender=type(company.connection), connection=company.connection)

    with between_reading_and_writing(reconnect):
        runner.run(operation.pk)
    company.queue.run_all()
    assert again(operation).state == "done"
    assert company.invoices() == [str(operation.pk)]
