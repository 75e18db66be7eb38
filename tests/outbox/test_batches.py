"""Many invoices in few calls, each with its own end."""

from __future__ import annotations

import pytest
from django.utils import timezone

from xero_integration.models import Attempt, Document, Operation
from xero_integration.outbox import runner, tasks
from xero_integration.outbox.lease import lease

from .company import CONTACTS, INVOICES, dying, later, work


def submit_many(company, count: int, *, start: int = 0) -> list[Operation]:
    return [company.submit(str(number)) for number in range(start, start + count)]


def marks(operations: list[Operation]) -> list[str]:
    return sorted(str(operation.pk) for operation in operations)


def states(operations: list[Operation]) -> set[str]:
    pks = [operation.pk for operation in operations]
    return set(Operation.objects.filter(pk__in=pks).values_list("state", flat=True))


@pytest.mark.parametrize(("count", "calls"), [(1, 1), (50, 1), (51, 2), (120, 3)])
def test_fifty_invoices_go_out_in_one_call(company, count, calls):
    operations = submit_many(company, count)
    runner.run_due()
    assert states(operations) == {"done"}
    assert company.invoices() == marks(operations)
    assert len(company.calls()) == calls
    assert all("summarizeErrors=false" in call.query for call in company.puts())
    assert max(len(call.body["Invoices"]) for call in company.puts()) <= 50
    assert Document.objects.count() == count


def test_a_task_for_one_takes_its_siblings_along(company):
    operations = submit_many(company, 5)
    tasks.run(str(operations[3].pk))
    assert states(operations) == {"done"}
    assert len(company.puts()) == 1


def test_somebody_who_waits_for_an_answer_waits_for_that_one_alone(company):
    mine, *others = submit_many(company, 5)
    assert runner.run_now(mine).state == "done"
    assert states(others) == {"ready"}
    assert len(company.puts()[0].body["Invoices"]) == 1


def test_contacts_and_invoices_travel_apart(company):
    contact = company.submit_contact()
    submit_many(company, 3)
    runner.run_due()
    assert Operation.objects.get(pk=contact.pk).state == "done"
    assert sorted(company.calls()) == [f"PUT {CONTACTS}", f"PUT {INVOICES}"]


def test_an_invoice_whose_contact_is_missing_does_not_travel_with_the_others(company):
    contact = company.submit_contact()
    blocked = company.submit("blocked", contact=contact)
    first, *_others = submit_many(company, 3)
    tasks.run(str(first.pk))
    assert states([blocked]) == {"ready"}
    assert len(company.puts()[0].body["Invoices"]) == 3


def test_good_and_bad_rows_end_one_by_one(company):
    good = submit_many(company, 3)
    bad = [company.submit("bad 1", Status="NONSENSE"), company.submit("bad 2", LineItems=[])]
    better = submit_many(company, 3, start=3)
    runner.run_due()
    assert states(good + better) == {"done"}
    assert states(bad) == {"refused"}
    assert company.invoices() == marks(good + better)
    assert len(company.puts()) == 1
    for operation in bad:
        operation.refresh_from_db()
        assert operation.error_message
    assert bad[0].error_message != bad[1].error_message
    for operation in good + better:
        document = Document.objects.get(operation=operation)
        assert document.url.endswith(str(operation.pk))


def test_the_members_of_a_batch_share_a_key_and_each_has_its_own_story(company):
    operations = submit_many(company, 4)
    runner.run_due()
    assert len(set(Operation.objects.values_list("idempotency_key", flat=True))) == 1
    (put,) = company.puts()
    assert set(Attempt.objects.values_list("idempotency_key", flat=True)) == {put.idempotency_key}
    assert Attempt.objects.count() == len(operations)


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("minutes", [1, 30])
def test_a_batch_whose_answer_was_lost_ends_with_each_invoice_once(company, drop, minutes):
    operations = submit_many(company, 20)
    company.sandbox.faults.add_fault("PUT", INVOICES, drop=drop)
    runner.run_due()
    assert states(operations) == {"checking"}
    work(minutes=minutes)
    work(minutes=minutes + 10)
    assert states(operations) == {"done"}
    assert company.invoices() == marks(operations)


def test_a_lost_batch_is_looked_for_with_one_listing(company):
    submit_many(company, 12)
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    work()
    company.forget_calls()
    work(minutes=30)
    assert [call for call in company.calls() if "Invoices" in call] == [f"GET {INVOICES}"]
    assert len(company.invoices()) == 12


def test_a_lost_batch_is_repeated_whole_with_the_same_key_and_body(company):
    submit_many(company, 20)
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    runner.run_due()
    work(minutes=1)
    first, second = company.puts()
    assert first.idempotency_key == second.idempotency_key
    assert first.body == second.body


def test_a_new_sibling_never_joins_a_repeat(company):
    operations = submit_many(company, 3)
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    runner.run_due()
    late = company.submit("late")
    work(minutes=1)
    assert company.invoices() == marks([*operations, late])
    assert [len(call.body["Invoices"]) for call in company.puts()][:1] == [3]
    keys = [call.idempotency_key for call in company.puts() if len(call.body["Invoices"]) == 3]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_bad_rows_of_a_lost_batch_are_refused_in_the_end(company):
    good = submit_many(company, 3)
    bad = company.submit("bad", Status="NONSENSE")
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    runner.run_due()
    work(minutes=1)
    work(minutes=30)
    assert states(good) == {"done"}
    assert states([bad]) == {"refused"}
    assert company.invoices() == marks(good)


def test_nobody_repeats_a_batch_while_one_of_it_is_held_elsewhere(company):
    operations = submit_many(company, 3)
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    runner.run_due()
    company.forget_calls()
    with later(minutes=1):
        Operation.objects.claim(
            [operations[1].pk], now=timezone.now(), until=timezone.now() + lease()
        )
        for operation in operations:
            tasks.run(str(operation.pk))
        assert company.calls() == []
        assert states([operations[0], operations[2]]) == {"checking"}
    work(minutes=4)
    assert states(operations) == {"done"}
    assert company.invoices() == marks(operations)


def test_waiting_for_the_rest_of_a_batch_keeps_no_worker_busy(company):
    operations = submit_many(company, 3)
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    runner.run_due()
    company.queue.tasks.clear()
    with later(minutes=1):
        Operation.objects.claim(
            [operations[1].pk], now=timezone.now(), until=timezone.now() + lease()
        )
        tasks.run(str(operations[0].pk))
        assert company.queue.run_all(limit=50, include_delayed=False) < 10


def test_the_members_of_a_batch_come_back_at_the_same_moment(company):
    submit_many(company, 10)
    company.sandbox.faults.add_fault("PUT", INVOICES, status=503)
    runner.run_due()
    assert len(set(Operation.objects.values_list("due_at", flat=True))) == 1


def test_a_batch_of_a_process_that_died_ends_with_each_invoice_once(company):
    operations = submit_many(company, 10)
    with dying("after"):
        runner.run_due()
    assert states(operations) == {"sending"}
    work(minutes=30)
    assert states(operations) == {"done"}
    assert company.invoices() == marks(operations)
    assert len(company.puts()) == 1


def test_a_batch_that_xero_throttles_goes_out_whole_afterwards(company):
    operations = submit_many(company, 10)
    company.sandbox.faults.add_fault("PUT", INVOICES, status=429, headers={"Retry-After": "5"})
    runner.run_due()
    assert states(operations) == {"ready"}
    work(minutes=1)
    assert states(operations) == {"done"}
    assert len(company.puts()) == 2
