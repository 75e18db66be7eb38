"""What the inbox announces is read: few calls, echoes for none, nothing lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.sync.books import LISTS, later
from xero_integration.models import Connection, Contact, PollState, WebhookEvent
from xero_integration.signals import document_status_changed
from xero_integration.sync import inbox, tasks


def outcomes() -> list[str]:
    return sorted(WebhookEvent.objects.values_list("outcome", flat=True))


@pytest.fixture
def announced():
    """What the host is told: old status, new status and source of each change."""
    told: list[tuple[str, str, str]] = []

    def hear(sender, old, new, source, **more):
        told.append((old, new, str(source)))

    document_status_changed.connect(hear)
    yield told
    document_status_changed.disconnect(hear)


@pytest.fixture
def subscribed(line):
    line.subscribe()
    line.books.office.forget_calls()
    return line


def test_what_the_accountant_does_is_followed_and_told_once(subscribed, announced):
    line, books = subscribed, subscribed.books
    xero_id = books.invoice()
    line.hear()
    for minute, act in enumerate(("approve", "pay", "remove_payment", "void"), start=1):
        with later(minute):
            books.act(act, document_id=xero_id)
            line.hear()
            line.hear()
        assert books.differences() == []
    assert announced == [
        ("DRAFT", "AUTHORISED", "webhook"),
        ("AUTHORISED", "PAID", "webhook"),
        ("PAID", "AUTHORISED", "webhook"),
        ("AUTHORISED", "VOIDED", "webhook"),
    ]


def test_many_events_of_one_invoice_are_one_call(subscribed):
    xero_id = subscribed.books.invoice()
    for minute, act in enumerate(("submit", "approve", "pay"), start=1):
        with later(minute):
            subscribed.books.act(act, document_id=xero_id)
            subscribed.deliver()
    with later(5):
        subscribed.books.office.queue.run_all()
    assert subscribed.books.office.calls().count(LISTS["invoices"]) == 1
    assert outcomes().count("superseded") == len(outcomes()) - 1
    assert subscribed.books.differences() == []


def test_events_out_of_order_leave_the_newest(subscribed):
    books = subscribed.books
    xero_id = books.approved_invoice()
    early = subscribed.event(xero_id)
    with later(2):
        books.act("pay", document_id=xero_id)
        subscribed.announce(subscribed.event(xero_id))
        books.office.queue.run_all()
        subscribed.announce(early)
        books.office.queue.run_all()
    assert books.mirrored(xero_id).status == "PAID"
    assert books.office.calls().count(LISTS["invoices"]) == 1


def test_echoes_of_our_own_writes_cost_no_call(subscribed):
    office = subscribed.books.office
    deal = office.host.make_deal(tenant=office.tenant)
    values = office.link_everything(deal)
    # Xero announces a change at the moment that it gives it; here a millisecond may lie between.
    with time_machine.travel(timezone.now(), tick=False):
        office.press(deal, "create", values)
    office.queue.run_all()
    office.forget_calls()
    subscribed.hear()
    assert [call for call in office.calls() if "Invoices" in call] == []
    assert "echo" in outcomes()


def test_forty_ids_go_in_one_call(subscribed):
    ids = [subscribed.books.invoice() for _ in range(81)]
    subscribed.deliver()
    subscribed.books.office.queue.run_all()
    assert subscribed.books.office.calls().count(LISTS["invoices"]) == 3
    assert {subscribed.books.mirrored(each).status for each in ids} == {"DRAFT"}


def test_a_bill_is_not_mirrored_and_its_event_ends(subscribed):
    bill = subscribed.books.invoice(Type="ACCPAY")
    subscribed.hear()
    assert WebhookEvent.objects.get(resource_id=bill).outcome == "not_ours"


def test_a_contact_that_was_renamed_is_renamed_here(subscribed):
    books = subscribed.books
    contact_id = next(iter(books.office.organisation.contacts))
    books.act("rename_contact", contact_id=contact_id, name="Another Name Ltd")
    subscribed.hear()
    assert Contact.objects.get(xero_id=contact_id).name == "Another Name Ltd"


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        ({"status": 503}, 1),
        ({"drop": "before"}, 1),
        ({"garbage": True}, 1),
        ({"status": 429, "headers": {"Retry-After": "120"}}, 3),
    ],
)
def test_what_could_not_be_read_is_read_later(subscribed, fault, wait):
    books = subscribed.books
    xero_id = books.invoice()
    books.office.sandbox.faults.add_fault("GET", "/Invoices", **fault)
    subscribed.hear()
    assert WebhookEvent.objects.filter(state="waiting").exists()
    with later(wait):
        tasks.drain_webhooks()
    assert books.mirrored(xero_id).status == "DRAFT"
    assert not WebhookEvent.objects.filter(state="waiting").exists()


def test_when_xeros_lists_lag_behind_its_webhook_we_look_again(subscribed):
    books = subscribed.books
    xero_id = books.invoice()
    subscribed.hear()
    with later(10):
        ahead = subscribed.event(xero_id)
    subscribed.announce(ahead)
    books.office.queue.run_all()
    assert WebhookEvent.objects.filter(state="waiting").count() == 1
    with later(11):
        books.act("approve", document_id=xero_id)
        tasks.drain_webhooks()
    assert books.mirrored(xero_id).status == "AUTHORISED"


def test_an_announcement_that_never_comes_true_is_left_to_the_poll(subscribed):
    books = subscribed.books
    xero_id = books.invoice()
    subscribed.hear()
    with later(600):
        ahead = subscribed.event(xero_id)
    subscribed.announce(ahead)
    for minutes in range(1, 10):
        with later(5 * minutes):
            tasks.drain_webhooks()
    assert "left_to_poll" in outcomes()
    assert PollState.objects.get(resource="invoices").next_at <= timezone.now() + timedelta(hours=1)


def test_events_of_an_organisation_are_read_once_it_is_connected(subscribed):
    books = subscribed.books
    xero_id = books.invoice()
    Connection.objects.update(state="disconnected")
    subscribed.hear()
    assert WebhookEvent.objects.get().state == "unknown"
    Connection.objects.update(state="active")
    inbox.welcome(books.connection)
    books.office.queue.run_all()
    assert books.mirrored(xero_id).status == "DRAFT"


def test_a_claim_whose_worker_died_is_free_again(subscribed):
    books = subscribed.books
    xero_id = books.invoice()
    subscribed.deliver()
    now = timezone.now()
    pks = list(WebhookEvent.objects.values_list("pk", flat=True))
    WebhookEvent.objects.claim(pks, now=now, until=now + timedelta(minutes=5))
    tasks.drain_webhooks()
    assert books.office.calls().count(LISTS["invoices"]) == 0
    with later(6):
        tasks.drain_webhooks()
    assert books.mirrored(xero_id).status == "DRAFT"
