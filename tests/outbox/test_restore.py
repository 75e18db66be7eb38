"""A backup is put back that knows nothing of what was sent since: Xero still gets it once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from xero_integration.models import Attempt, Contact, Document, Operation
from xero_integration.outbox import runner
from xero_integration.outbox import services as outbox

from .backup import Backup, backing_up
from .company import CONTACTS, INVOICES, REP, Company, dying, later, work

MANY = 20
AGES = [
    pytest.param({"seconds": 5}, id="at once"),
    pytest.param({"minutes": 3}, id="while Xero remembers the key"),
    pytest.param({"minutes": 5, "seconds": 30}, id="as Xero forgets the key"),
    pytest.param({"days": 3}, id="days later"),
]


@pytest.fixture
def saved(company: Company) -> Iterator[Backup]:
    with backing_up() as made:
        yield made


def submit_many(company: Company, count: int = MANY, *, start: int = 0) -> list[Operation]:
    return [company.submit(str(number)) for number in range(start, start + count)]


def each_is_in_xero_once(company: Company, operations: list[Operation]) -> None:
    """One invoice in Xero for each, and one document here that names it."""
    marks = sorted(str(operation.pk) for operation in operations)
    assert company.invoices() == marks
    told = Operation.objects.order_by("id").values_list("state", "document__xero_id", "answer_id")
    assert {state for state, _document, _answer in told} == {"done"}
    assert all(document == answer for _state, document, answer in told)
    here = Document.objects.values_list("operation", flat=True)
    assert sorted(str(pk) for pk in here) == marks


@pytest.mark.parametrize("age", AGES)
def test_twenty_invoices_sent_after_the_backup_are_not_sent_again(company, saved, age):
    operations = submit_many(company)
    saved.take()
    runner.run_due()
    each_is_in_xero_once(company, operations)
    saved.restore()
    assert set(Operation.objects.values_list("state", flat=True)) == {"ready"}
    assert Document.objects.count() == 0
    work(**age)
    each_is_in_xero_once(company, operations)


@pytest.mark.parametrize("age", AGES)
def test_an_invoice_that_a_person_waited_for_is_not_sent_again(company, saved, age):
    operation = company.submit()
    saved.take()
    runner.run_now(operation)
    saved.restore()
    with later(**age):
        runner.run_now(Operation.objects.get())
    each_is_in_xero_once(company, [operation])


def test_a_batch_that_comes_together_otherwise_after_the_restore_is_looked_for(company, saved):
    operations = submit_many(company)
    saved.take()
    runner.run_due()
    saved.restore()
    with later(minutes=2):
        newer = submit_many(company, 5, start=MANY)
        runner.run_due()
    each_is_in_xero_once(company, [*operations, *newer])


def test_the_look_costs_one_call_for_a_whole_batch(company, saved):
    submit_many(company)
    saved.take()
    runner.run_due()
    saved.restore()
    company.forget_calls()
    work(days=1)
    assert [call for call in company.calls() if "Invoices" in call] == [f"GET {INVOICES}"]


def test_what_was_not_sent_after_the_backup_is_sent_once_looked_for(company, saved):
    sent, unsent = submit_many(company, 3), submit_many(company, 3, start=3)
    saved.take()
    for operation in sent:
        runner.run_now(operation)
    saved.restore()
    work(hours=2)
    each_is_in_xero_once(company, [*sent, *unsent])


@pytest.mark.parametrize("age", AGES)
def test_a_backup_between_a_throttled_try_and_the_next_one_leads_to_no_duplicate(
    company, saved, age
):
    company.sandbox.faults.add_fault("PUT", INVOICES, status=429, headers={"Retry-After": "1"})
    operations = submit_many(company, 3)
    runner.run_due()
    saved.take()
    work(seconds=3)
    each_is_in_xero_once(company, operations)
    saved.restore()
    work(**age)
    each_is_in_xero_once(company, operations)


@pytest.mark.parametrize("age", AGES[:-1])
def test_a_backup_taken_while_a_process_was_about_to_send_leads_to_no_duplicate(
    company, saved, age
):
    operation = company.submit()
    with dying("before", at="/connect/token"), later(minutes=31):
        runner.run(operation.pk)
    with later(minutes=40):
        saved.take()
        runner.run_due()
        assert company.invoices() == [str(operation.pk)]
        saved.restore()
        work(**age)
    each_is_in_xero_once(company, [operation])


def test_a_refused_invoice_that_was_sent_again_since_is_found(company, saved):
    company.sandbox.faults.add_fault("PUT", INVOICES, status=400, body="{}")
    operation = runner.run_now(company.submit())
    saved.take()
    assert outbox.retry(operation, actor=REP, in_background=False)
    runner.run_now(operation)
    saved.restore()
    operation = Operation.objects.get()
    assert operation.state == "refused"
    with later(hours=1):
        assert outbox.retry(operation, actor=REP, in_background=False)
        runner.run_now(operation)
    each_is_in_xero_once(company, [operation])


def test_the_form_pressed_again_with_other_words_finds_what_was_sent_first(company, saved):
    """The operation was not in the backup, its draft was: so they share an id, not a body."""
    pk = uuid.uuid4()
    saved.take()
    first = runner.run_now(company.submit(pk=pk))
    saved.restore()
    assert not Operation.objects.exists()
    again = runner.run_now(company.submit(pk=pk, Reference="typed anew"))
    assert again.adopted
    each_is_in_xero_once(company, [first])


def test_a_contact_and_its_invoice_are_each_found_again(company, saved):
    contact = company.submit_contact()
    invoice = company.submit(contact=contact)
    saved.take()
    runner.run_now(invoice)
    saved.restore()
    work(days=1)
    assert set(Operation.objects.values_list("state", flat=True)) == {"done"}
    assert company.invoices() == [str(invoice.pk)]
    numbers = [each.number for each in company.books.contacts.values()]
    assert numbers.count(str(contact.pk)) == 1
    assert Contact.objects.get(contact_number=str(contact.pk)).name == "Kauri Joinery"
    assert len(company.puts(CONTACTS)) == len(company.puts(INVOICES)) == 1


def test_a_look_that_fails_says_nothing_and_is_made_again(company, saved):
    operation = company.submit()
    saved.take()
    runner.run_now(operation)
    saved.restore()
    company.sandbox.faults.add_fault("GET", INVOICES, status=503)
    work(hours=1)
    operation.refresh_from_db()
    assert (operation.state, operation.uncertain) == ("ready", False)
    work(hours=2)
    each_is_in_xero_once(company, [operation])
    assert Attempt.objects.filter(action="send").count() == 0


def test_tokens_that_were_spent_since_the_backup_are_answered_by_a_new_sign_in(company, saved):
    """Xero takes an old refresh token for half an hour; what waits goes out after the sign-in."""
    operation = company.submit()
    saved.take()
    with later(minutes=40):
        runner.run_now(operation)
    saved.restore()
    with later(hours=3):
        assert runner.run_now(Operation.objects.get()).state == "waiting"
    assert company.invoices() == [str(operation.pk)]
