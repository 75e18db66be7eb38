"""Eight workers at once: the database decides who sends, and each invoice exists once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from django.db import connection as database
from django.db import connections

from xero_integration.models import Attempt, Document, Operation
from xero_integration.outbox import runner
from xero_integration.outbox import services as outbox

from .company import CONTACTS, INVOICES, REP, Company, later, work

WORKERS = 8
SOON = {"seconds": 5}
"""Who finds no place among the calls that Xero allows at once comes back after a second."""


@pytest.fixture
def company(company: Company, tmp_path: Path) -> Iterator[Company]:
    """On SQLite in a file: threads can't use its memory at the same time."""
    if database.vendor != "sqlite":
        yield company
        return
    file = str(tmp_path / "threads.sqlite3")
    with database.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [file])
    former, in_memory = connections.settings["default"]["NAME"], connections["default"]
    connections.settings["default"]["NAME"] = file
    connections["default"] = connections.create_connection("default")
    yield company
    connections["default"].close()
    connections.settings["default"]["NAME"] = former
    connections["default"] = in_memory


def at_once(work: Sequence[Callable[[], object]]) -> None:
    """Each on a thread and database connection of its own, let go at the same moment."""
    gate = threading.Barrier(len(work))

    def wait_and_work(job: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            job()
        finally:
            database.close()

    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(wait_and_work, job) for job in work]:
            done.result(timeout=60)


def marks(operations: list[Operation]) -> list[str]:
    return sorted(str(operation.pk) for operation in operations)


def test_one_operation_run_by_eight_workers_is_sent_once(company):
    operation = company.submit()
    at_once([lambda: runner.run(operation.pk)] * WORKERS)
    work(**SOON)
    assert company.calls() == [f"PUT {INVOICES}"]
    assert Attempt.objects.count() == 1
    assert Operation.objects.get().state == "done"
    assert company.invoices() == [str(operation.pk)]


def test_a_person_and_workers_on_one_invoice_with_a_contact_send_each_once(company):
    contact = company.submit_contact()
    invoice = company.submit(contact=contact)
    workers = [runner.run_due] * (WORKERS - 1)
    at_once([lambda: runner.run_now(Operation.objects.get(pk=invoice.pk)), *workers])
    work(**SOON)
    assert company.calls() == [f"PUT {CONTACTS}", f"PUT {INVOICES}"]
    assert company.invoices() == [str(invoice.pk)]


def test_eight_sweepers_send_each_of_twenty_operations_once(company):
    operations = [company.submit(str(number)) for number in range(20)]
    at_once([runner.run_due] * WORKERS)
    work(**SOON)
    assert set(Operation.objects.values_list("state", flat=True)) == {"done"}
    assert company.invoices() == marks(operations)
    assert Document.objects.count() == 20
    assert len({call.idempotency_key for call in company.puts()}) == len(company.puts())


def test_eight_workers_with_a_task_each_send_each_operation_once(company):
    company.sandbox.limits.enabled = False
    operations = [company.submit(str(number)) for number in range(WORKERS)]
    at_once([partial(runner.run, each.pk, interactive=True) for each in operations])
    assert company.invoices() == marks(operations)
    assert len(company.puts()) == WORKERS


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("minutes", [1, 30])
def test_eight_sweepers_clear_up_a_lost_batch_without_a_second_invoice(company, drop, minutes):
    operations = [company.submit(str(number)) for number in range(6)]
    company.sandbox.faults.add_fault("PUT", INVOICES, drop=drop)
    runner.run_due()
    with later(minutes=minutes):
        at_once([runner.run_due] * WORKERS)
        work(**SOON)
    assert company.invoices() == marks(operations)
    assert set(Operation.objects.values_list("state", flat=True)) == {"done"}


def test_the_same_intent_submitted_by_eight_people_is_one_operation(company):
    at_once([company.submit] * WORKERS)
    assert Operation.objects.count() == 1


def test_eight_people_who_press_retry_at_once_send_it_once(company):
    company.sandbox.faults.add_fault("PUT", INVOICES, status=400, body="{}")
    refused = runner.run_now(company.submit())
    company.forget_calls()

    def press() -> None:
        operation = Operation.objects.get(pk=refused.pk)
        if outbox.retry(operation, actor=REP, in_background=False):
            runner.run_now(operation)

    at_once([press] * WORKERS)
    assert company.calls() == [f"PUT {INVOICES}"]
    assert company.invoices() == [str(refused.pk)]
    assert Operation.objects.get().state == "done"
