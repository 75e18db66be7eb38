"""Polls: what changed in Xero is here after one, for as few calls as can be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.sync.books import LISTS, later
from xero_integration.models import Document, PollState
from xero_integration.sandbox import bulk
from xero_integration.sync import planner

HOUR = 60


def test_the_first_poll_copies_what_existed_before_the_connection(books):
    books.poll()
    assert Document.objects.exists()
    assert books.differences() == []


def test_without_the_first_import_only_news_arrive(host, settings, books):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "FIRST_IMPORT": False}
    PollState.objects.all().delete()
    with later(5):
        planner.start(books.connection)
        new = books.invoice()
        books.poll(minutes=HOUR)
    assert [row.xero_id for row in Document.objects.all()] == [new]


def test_an_idle_poll_costs_one_call_per_resource(settled):
    settled.office.forget_calls()
    settled.poll(minutes=2 * HOUR)
    asked = [call for call in settled.office.calls() if call != "POST /connect/token"]
    assert sorted(asked) == sorted(LISTS.values())


@pytest.mark.parametrize("act", ["approve", "submit", "delete"])
def test_what_the_accountant_does_to_a_draft_is_here_after_one_poll(settled, act):
    xero_id = settled.invoice()
    settled.poll(minutes=HOUR)
    with later(HOUR):
        settled.act(act, document_id=xero_id)
        settled.poll(minutes=10)
    assert settled.mirrored(xero_id).status == settled.office.organisation.invoices[xero_id].status
    assert settled.differences() == []


def test_a_payment_and_its_removal_are_followed(settled):
    xero_id = settled.approved_invoice()
    settled.poll(minutes=HOUR)
    with later(HOUR):
        settled.act("pay", document_id=xero_id)
        settled.poll(minutes=10)
        assert settled.mirrored(xero_id).status == "PAID"
        assert settled.mirrored(xero_id).settlements.count() == 1
    with later(2 * HOUR):
        settled.act("remove_payment", document_id=xero_id)
        settled.poll(minutes=10)
    assert settled.mirrored(xero_id).status == "AUTHORISED"
    assert not settled.mirrored(xero_id).settlements.exists()


def poll_only(books, *resources: str) -> list[str]:
    """What was asked of Xero when only these were due."""
    tomorrow = timezone.now() + timedelta(days=1)
    PollState.objects.exclude(resource__in=resources).update(next_at=tomorrow)
    PollState.objects.filter(resource__in=resources).update(next_at=timezone.now())
    books.office.forget_calls()
    books.poll()
    return [call for call in books.office.calls() if call != "POST /connect/token"]


def test_a_payment_leads_to_its_invoices_and_those_are_read_at_once(settled):
    paid = [settled.approved_invoice() for _number in range(3)]
    settled.poll(minutes=HOUR)
    with later(2 * HOUR):
        for xero_id in paid:
            settled.act("pay", document_id=xero_id)
        assert poll_only(settled, "payments") == [LISTS["payments"], LISTS["invoices"]]
    assert {settled.mirrored(xero_id).status for xero_id in paid} == {"PAID"}
    with later(3 * HOUR):
        settled.act("remove_payment", document_id=paid[0])
        assert poll_only(settled, "payments") == [LISTS["payments"], LISTS["invoices"]]
    assert settled.mirrored(paid[0]).status == "AUTHORISED"
    assert settled.differences() == []


def test_payments_that_came_with_their_invoices_cost_nothing_more(settled):
    xero_id = settled.approved_invoice()
    settled.poll(minutes=HOUR)
    with later(2 * HOUR):
        settled.act("pay", document_id=xero_id)
        poll_only(settled, "invoices")
        assert poll_only(settled, "payments") == [LISTS["payments"]]


def test_bills_are_none_of_our_business(settled):
    bill = settled.invoice(Type="ACCPAY")
    settled.poll(minutes=HOUR)
    assert not Document.objects.filter(xero_id=bill).exists()
    assert settled.differences() == []


def many_older_ones(books, count: int) -> int:
    """Fill Xero with older invoices and begin to read from the beginning; how many are sales."""
    bulk.seed(books.office.sandbox, books.connection.xero_tenant_id, invoices=count)
    Document.objects.all().delete()
    PollState.objects.filter(resource="invoices").update(since=None, next_at=timezone.now())
    return sum(each.type == "ACCREC" for each in books.office.organisation.invoices.values())


@pytest.mark.parametrize("count", [900, 2500])
def test_learning_of_n_changes_takes_one_call_per_thousand(settled, count):
    sales = many_older_ones(settled, count)
    settled.office.forget_calls()
    settled.poll()
    assert settled.office.calls().count(LISTS["invoices"]) == -(-sales // 1000)
    assert Document.objects.filter(kind="ACCREC").count() == sales


def test_a_poll_that_was_interrupted_goes_on_at_its_page(settled):
    sales = many_older_ones(settled, 4000)
    settled.office.sandbox.faults.add_fault("GET", "/Invoices", status=503, after=1)
    settled.office.forget_calls()
    settled.poll()
    state = PollState.objects.get(resource="invoices")
    assert (state.error_code, state.page, state.since) == ("unavailable", 2, None)
    settled.poll(minutes=30)
    assert settled.office.calls().count(LISTS["invoices"]) == -(-sales // 1000) + 1
    assert Document.objects.filter(kind="ACCREC").count() == sales


def test_when_xero_asks_to_wait_the_poll_comes_back_then(settled):
    with later(HOUR):
        settled.office.sandbox.faults.add_fault(
            "GET", "/Invoices", status=429, headers={"Retry-After": "600"}
        )
        settled.office.forget_calls()
        settled.poll()
        settled.poll(minutes=5)
        assert settled.office.calls().count(LISTS["invoices"]) == 1
        settled.poll(minutes=12)
    assert settled.office.calls().count(LISTS["invoices"]) == 2
