"""Several processes take in overlapping pages: nobody is stuck, and the newest word stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection as database
from django.db import transaction

from xero_integration.client import wire
from xero_integration.client.answers import Element
from xero_integration.client.records import Invoice
from xero_integration.connections.session import client_for
from xero_integration.documents import mirror
from xero_integration.models import Document, DocumentLine, DocumentVersion, Settlement
from xero_integration.sandbox import bulk as generated

from .accountant import POLL, WEBHOOK, Accountant

pytestmark = pytest.mark.server

ROUNDS = 12
TOGETHER = 4
PATIENCE = 60


def version(told: Element[Invoice], number: int) -> Element[Invoice]:
    """The invoice after ``number`` changes, a second apart."""
    plain = wire.plain(told.raw)
    updated = int(plain["UpdatedDateUTC"][6:-7]) + 1000 * number
    plain["UpdatedDateUTC"] = f"/Date({updated}+0000)/"
    plain["Reference"] = f"version {number}"
    plain["Status"] = ("DRAFT", "SUBMITTED", "AUTHORISED")[number % 3]
    plain["LineItems"][0]["Description"] = f"Oven {number}"
    return Element(Invoice, wire.encode(plain))


def at_once(*works: Callable[[], Any]) -> None:
    """Run them in threads that start together, each on a database connection of its own."""
    failures: list[BaseException] = []
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> None:
        barrier.wait(PATIENCE)
        try:
            work()
        except Exception as failure:  # handed to the test, which raises it
            failures.append(failure)
        finally:
            database.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "stuck"
    if failures:
        raise failures[0]


def test_whoever_takes_in_the_same_new_documents_gets_them_all(company):
    for _round in range(ROUNDS):
        told = [Accountant(company).told() for _ in range(3)]
        ids = [str(each.record.invoice_id) for each in told]
        got: list[list[str]] = []

        def take(told=told, got=got) -> None:
            taken = mirror.apply(company.connection, told, POLL)
            got.append([document.xero_id for document in taken])

        at_once(*[take] * TOGETHER)
        assert got == [ids] * TOGETHER


def test_overlapping_pages_in_different_orders_end_with_the_newest(company, announced):
    told = [Accountant(company).told() for _ in range(8)]

    def taking(process: int) -> Callable[[], None]:
        def work() -> None:
            for step in range(ROUNDS):
                number = step * TOGETHER + process
                page = [version(each, number) for each in told]
                # Every process has an order of its own.
                page = page[process:] + page[:process]
                mirror.take_in(company.connection, page[::-1] if process % 2 else page, POLL)

        return work

    at_once(*[taking(process) for process in range(TOGETHER)])
    last = ROUNDS * TOGETHER - 1
    assert set(Document.objects.values_list("reference", flat=True)) == {f"version {last}"}
    assert DocumentLine.objects.filter(description=f"Oven {last}").count() == len(told)
    assert DocumentLine.objects.count() == 2 * len(told)
    assert [each["name"] for each in announced].count("created") == len(told)
    for document in Document.objects.all():
        heard = [each for each in announced if each["document"].pk == document.pk]
        kept = list(document.versions.order_by("updated_at").values_list("updated_at", flat=True))
        assert len(set(kept)) == len(kept)
        changes = [(each["old"], each["new"]) for each in heard if each["name"] == "changed"]
        assert all(old != new for old, new in changes)


def test_documents_that_two_learn_of_at_once_are_created_once(company, announced):
    generated.seed(company.sandbox, company.connection.xero_tenant_id, contacts=5, invoices=2000)
    told = [each for page in client_for(company.connection).invoices.pages() for each in page]
    for start in range(0, 2000, 500):
        page = told[start : start + 500]
        at_once(
            partial(mirror.take_in, company.connection, page, POLL),
            partial(mirror.take_in, company.connection, page[::-1], WEBHOOK),
        )
    kept = Document.objects.count()
    assert kept == DocumentVersion.objects.count() > 1900
    assert DocumentLine.objects.values("document", "position").distinct().count() == (
        DocumentLine.objects.count()
    )
    assert [each["name"] for each in announced] == ["created"] * kept


def test_what_is_older_loses_even_when_it_had_to_wait(company):
    accountant = Accountant(company)
    told = accountant.told()
    accountant.hear(told)
    may_go, holds = threading.Event(), threading.Event()

    def newer() -> None:
        with transaction.atomic():
            mirror.take_in(company.connection, [version(told, 5)], POLL)
            holds.set()
            may_go.wait(PATIENCE)

    def older() -> None:
        holds.wait(PATIENCE)
        threading.Timer(0.3, may_go.set).start()
        mirror.take_in(company.connection, [version(told, 4)], WEBHOOK)

    at_once(newer, older)
    assert Document.objects.get().reference == "version 5"
    assert not Settlement.objects.exists()
