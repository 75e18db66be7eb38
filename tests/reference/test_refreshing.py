"""The mirrors follow Xero: filled in the background, then by what changed, whatever happens."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone

from xero_integration.exceptions import Throttled
from xero_integration.reference import passes, tasks
from xero_integration.reference.models import Contact, FillState, Item, ListState
from xero_integration.reference.services import (
    book,
    fill,
    is_usable,
    progress,
    refresh,
    search_contacts,
)
from xero_integration.sandbox import bulk


def state(books, name: str) -> ListState:
    return ListState.objects.get(connection=books.connection, name=name)


def a_contact(books, *, active: bool = True) -> Contact:
    return Contact.objects.filter(is_active=active, merged_to="").order_by("name")[0]


def test_connecting_fills_every_list_in_the_background(books) -> None:
    assert not is_usable(books.connection)
    assert {entry.state for entry in progress(books.connection)} == {"waiting"}
    books.queue.run_all()
    known = book(books.connection)
    assert is_usable(books.connection)
    assert known.organisation is not None
    assert known.organisation.name == books.xero.name
    assert known.accounts and known.tax_rates and known.themes and known.currencies
    assert Contact.objects.count() == len(books.xero.contacts)
    assert Item.objects.count() == len(books.xero.items)
    assert [(entry.state, entry.percent) for entry in progress(books.connection)] == [
        ("ready", 100)
    ] * 8


def test_the_book_lists_no_deleted_tax_rate_and_no_bank_account(mirrored) -> None:
    known = book(mirrored.connection)
    xero = mirrored.xero
    usable = {rate.tax_type for rate in xero.tax_rates.values() if rate.status == "ACTIVE"}
    assert set(known.tax_rates_by_type) == usable
    assert len(usable) < len(xero.tax_rates)
    banks = {account.code for account in xero.accounts.values() if account.type == "BANK"}
    assert banks and banks.isdisjoint(known.accounts_by_code)


def test_many_contacts_come_by_the_thousand(books) -> None:
    bulk.seed(books.sandbox, books.connection.xero_tenant_id, contacts=2500)
    books.queue.run_all()
    assert Contact.objects.count() == len(books.xero.contacts)
    assert len(books.calls("Contacts")) in {3, 4}
    assert all("pageSize=1000" in query for query in books.calls("Contacts"))


def test_a_refresh_asks_for_what_changed_and_takes_it(mirrored) -> None:
    contact = a_contact(mirrored)
    mirrored.sandbox.clock.advance(600)
    mirrored.act("rename_contact", contact_id=contact.xero_id, name="Zanzibar Traders")
    refresh(mirrored.connection)
    assert search_contacts(mirrored.connection, "zanzibar")[0].contact.id == contact.xero_id
    assert state(mirrored, "contacts").seen < 10


def test_the_cursor_is_in_xeros_own_time(mirrored) -> None:
    mirrored.sandbox.clock.advance(3 * 24 * 3600)
    contact = a_contact(mirrored)
    mirrored.act("rename_contact", contact_id=contact.xero_id, name="Zanzibar Traders")
    refresh(mirrored.connection, ["contacts"])
    since = state(mirrored, "contacts").modified_since
    assert since is not None
    assert timedelta(0) <= mirrored.sandbox.clock.now() - since < timedelta(minutes=5)


def test_archiving_and_merging_in_xero_arrive(mirrored) -> None:
    one, other, third = Contact.objects.filter(is_active=True).order_by("name")[:3]
    mirrored.sandbox.clock.advance(600)
    mirrored.act("archive_contact", contact_id=one.xero_id)
    mirrored.act("merge_contact", contact_id=other.xero_id, into=third.xero_id)
    refresh(mirrored.connection, ["contacts"])
    archived = book(mirrored.connection, contact_id=one.xero_id).contact
    merged = book(mirrored.connection, contact_id=other.xero_id).contact
    assert archived is not None and merged is not None
    assert archived.status == "ARCHIVED"
    assert merged.merged_to == third.xero_id


def test_a_deleted_item_is_found_by_a_full_refresh(mirrored) -> None:
    item = Item.objects.order_by("code")[0]
    mirrored.act("delete_item", item_id=item.xero_id)
    refresh(mirrored.connection, full=True)
    assert book(mirrored.connection, item_ids=[item.xero_id]).items[item.xero_id].is_gone
    assert Item.objects.filter(gone_at__isnull=True).count() == len(mirrored.xero.items)


def test_the_schedules_reach_every_usable_connection(mirrored) -> None:
    item = Item.objects.order_by("code")[0]
    mirrored.act("delete_item", item_id=item.xero_id)
    tasks.refresh_every_connection()
    mirrored.queue.run_all()
    assert not Item.objects.get(pk=item.pk).is_gone
    tasks.refresh_every_connection_fully()
    mirrored.queue.run_all()
    assert Item.objects.get(pk=item.pk).is_gone


def test_a_new_lock_date_is_known_after_a_refresh(mirrored) -> None:
    mirrored.act("set_lock_dates", period="2026-01-31")
    refresh(mirrored.connection, ["organisation"])
    organisation = book(mirrored.connection).organisation
    assert organisation is not None
    assert str(organisation.lock_date) == "2026-01-31"


def test_refreshing_some_lists_calls_xero_for_those_alone(mirrored) -> None:
    refresh(mirrored.connection, ["accounts"])
    paths = [call.path.rsplit("/", 1)[1] for call in mirrored.sandbox.log.entries]
    assert paths == ["Accounts"]


def test_a_long_fill_goes_in_shares_and_resumes_where_it_was(books, monkeypatch) -> None:
    monkeypatch.setattr(passes, "PAGES_PER_RUN", 1)
    bulk.seed(books.sandbox, books.connection.xero_tenant_id, contacts=2500)
    books.queue.run_all()
    assert is_usable(books.connection)
    assert Contact.objects.count() == len(books.xero.contacts)
    assert len(books.calls("Contacts")) <= 5


def test_what_was_read_before_a_failure_is_kept_and_not_read_again(books) -> None:
    bulk.seed(books.sandbox, books.connection.xero_tenant_id, contacts=2500)
    books.sandbox.faults.add_fault(path="/Contacts$", status=503, after=1, times=1)
    books.queue.run_all()
    contacts = state(books, "contacts")
    assert (contacts.state, contacts.error_code) == (FillState.FILLING, "unavailable")
    assert Contact.objects.count() == 1000
    assert books.queue.tasks[0].delay == timedelta(seconds=30)
    books.sandbox.log.entries.clear()
    books.queue.run_all(include_delayed=True)
    assert is_usable(books.connection)
    assert Contact.objects.count() == len(books.xero.contacts)
    # What was left of 2,500: two pages, not three.
    assert len(books.calls("Contacts")) == 2


def test_xeros_wish_to_wait_is_followed(books) -> None:
    books.sandbox.faults.add_fault(
        path="/Items$", status=429, body="", headers={"Retry-After": "41"}, times=1
    )
    books.queue.run_all()
    assert state(books, "items").error_code == Throttled.code
    assert [task.delay for task in books.queue.tasks] == [timedelta(seconds=41)]
    with time_machine.travel(timezone.now() + timedelta(seconds=42), tick=False):
        books.queue.run_all(include_delayed=True)
    assert is_usable(books.connection)


def test_a_list_that_xero_refuses_does_not_keep_the_others_waiting(books) -> None:
    books.sandbox.faults.add_fault(path="/BrandingThemes$", status=404, body="", times=1)
    books.queue.run_all()
    states = {entry.name: entry.state for entry in progress(books.connection)}
    assert states.pop("branding_themes") == "failed"
    assert set(states.values()) == {"ready"}
    fill(books.connection)
    books.queue.run_all()
    assert is_usable(books.connection)


def test_an_expired_token_is_renewed_in_passing(mirrored) -> None:
    mirrored.sandbox.faults.add_fault(
        path="/Accounts$",
        status=401,
        body='{"Title":"Unauthorized","Status":401,"Detail":"TokenExpired"}',
        headers={"WWW-Authenticate": "Bearer error=invalid_token"},
        times=1,
    )
    refresh(mirrored.connection, ["accounts"])
    assert state(mirrored, "accounts").state == FillState.READY


def test_a_disconnected_organisation_is_left_alone(mirrored) -> None:
    mirrored.connection.state = "disconnected"
    mirrored.connection.save()
    refresh(mirrored.connection)
    assert mirrored.sandbox.log.entries == []
    assert mirrored.queue.tasks == []


def test_two_workers_never_read_one_list_at_once(mirrored) -> None:
    row = state(mirrored, "contacts")
    now = timezone.now()
    held = ListState.objects.claim(row.pk, now=now, until=now + passes.LEASE)
    assert held is not None
    refresh(mirrored.connection, ["contacts"])
    assert mirrored.calls("Contacts") == []
    assert [task.delay for task in mirrored.queue.tasks] == [passes.LEASE]
