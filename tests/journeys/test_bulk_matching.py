"""Bulk matching: proposals with reasons, reviewed by a person, and nothing linked before that."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.hosts.lines import Customer, Line
from tests.journeys.office import HOSTS_OWN, Office, open_office, text_of
from xero_integration.linking import match_walk
from xero_integration.models import Contact, ContactLink, Item, ItemLink, MatchProposal


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    return open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def screen(office: Office) -> Screen:
    return Screen(office)


class Screen:
    """The settings page "Contacts and products", and the admin before it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.url = reverse("xero_integration:matching", args=[office.connection.pk])

    def look(self) -> None:
        self.start()
        self.office.queue.run_all()

    def start(self) -> None:
        assert self.office.admin.post(self.url, {"action": "start"}).status_code == 302

    def html(self, side: str = "contact", show: str = "certain", page: str = "1") -> str:
        answer = self.office.admin.get(self.url, {"side": side, "show": show, "page": page})
        assert answer.status_code == 200
        return answer.content.decode()

    def read(self, side: str = "contact", show: str = "certain") -> str:
        answer = self.office.admin.get(self.url, {"side": side, "show": show})
        return text_of(answer)

    def take_all(self, side: str, html: str | None = None) -> Any:
        html = html or self.html(side)
        found = re.search(r'name="listed_at"\s+value="([^"]+)"', html)
        assert found
        return self.post(action="take", side=side, listed_at=found[1])

    def post(self, **typed: str) -> Any:
        return self.office.admin.post(self.url, typed, follow=True)

    def answer(self, row: MatchProposal, action: str, **typed: str) -> str:
        return text_of(self.post(action=f"{action}:{row.pk}", side=row.side, **typed))


def customer_like(contact: Contact, **other: str) -> Customer:
    return Customer(**{"name": contact.name, "email": contact.email, **other})


def a_contact(number: int = 0) -> Contact:
    named = Contact.objects.filter(is_active=True, merged_to="").exclude(email="")
    return named.order_by("name")[number]


def deal_of(office: Office, customer: Customer, *products: str) -> Any:
    lines = [Line(description="Work", product=code) for code in products] or [Line()]
    return office.host.make_deal(company=customer, lines=lines, tenant=office.tenant)


def row(side: str = "contact", **more: str) -> MatchProposal:
    return MatchProposal.objects.get(side=side, **more)


def test_a_certain_match_is_listed_with_its_reasons_and_linked_by_one_press(office, screen):
    contact = a_contact()
    deal_of(office, customer_like(contact))
    screen.look()
    page = screen.read()
    assert contact.name in page and "Same e-mail address" in page and "Same name" in page
    assert ContactLink.objects.count() == 0
    assert "1 is linked." in text_of(screen.take_all("contact"))
    link = ContactLink.objects.get()
    assert (link.contact_id, link.contact_name) == (contact.xero_id, contact.name)
    assert link.linked_by_name
    assert "Nothing here" in screen.read()


def test_the_link_serves_the_next_invoice(office, screen):
    contact = a_contact()
    deal = deal_of(office, customer_like(contact))
    screen.look()
    screen.take_all("contact")
    assert office.open_form(deal)["contact_id"] == contact.xero_id


def test_what_is_only_alike_is_chosen_by_a_person(office, screen):
    contact = a_contact()
    deal_of(office, Customer(name=contact.name, email="somebody@else.example"))
    screen.look()
    assert "Same name" in screen.read(show="review")
    found = row()
    said = screen.answer(found, "link", **{f"choice-{found.pk}": contact.xero_id})
    assert "is linked" in said
    assert ContactLink.objects.get().contact_id == contact.xero_id


def test_a_choice_that_was_not_proposed_links_nothing(office, screen):
    contact = a_contact()
    deal_of(office, customer_like(contact))
    screen.look()
    found = row()
    for typed in ("", "nonsense", a_contact(1).xero_id):
        assert "Nothing is linked" in screen.answer(found, "link", **{f"choice-{found.pk}": typed})
    assert ContactLink.objects.count() == 0


def test_what_nobody_resembles_says_what_happens_to_it(office, screen):
    deal_of(office, Customer(name="Qqxv Zzwk", email="nobody@nowhere.example"), "NOSUCH-77")
    screen.look()
    assert "created with its first invoice" in screen.read(show="none")
    assert "stand without an item" in screen.read("item", "none")


def test_products_are_matched_by_their_code(office, screen):
    item = Item.objects.filter(is_sold=True).order_by("code")[0]
    deal_of(office, Customer(), item.code)
    screen.look()
    assert "Same code" in screen.read("item")
    screen.take_all("item")
    assert ItemLink.objects.get().item_id == item.xero_id


def test_two_customers_that_claim_one_contact_are_both_reviewed(office, screen):
    contact = a_contact()
    deal_of(office, customer_like(contact))
    screen.look()
    assert row().verdict == "certain"
    deal_of(office, customer_like(contact))
    screen.look()
    assert set(MatchProposal.objects.values_list("verdict", flat=True).filter(side="contact")) == {
        "review"
    }


def test_a_contact_that_is_linked_already_is_not_certain_for_another(office, screen):
    contact = a_contact()
    deal_of(office, customer_like(contact))
    screen.look()
    screen.take_all("contact")
    deal_of(office, customer_like(contact))
    screen.look()
    assert row(answer="open").verdict == "review"


def test_skipped_stays_skipped_until_it_is_asked_again(office, screen):
    deal_of(office, customer_like(a_contact()))
    screen.look()
    screen.answer(row(), "skip")
    screen.look()
    assert "Nothing here" in screen.read()
    assert a_contact().name in screen.read(show="skipped")
    screen.answer(row(), "open")
    assert a_contact().name in screen.read()


def test_what_was_found_after_the_page_was_read_is_not_taken_with_it(office, screen):
    deal_of(office, customer_like(a_contact()))
    screen.look()
    html = screen.html()
    deal_of(office, customer_like(a_contact(1)))
    MatchProposal.objects.filter(side="contact").update(answer="skipped")
    screen.look()
    screen.take_all("contact", html)
    assert ContactLink.objects.count() == 0
    assert row(answer="open").name == a_contact(1).name


def test_a_contact_archived_since_goes_back_to_review(office, screen):
    contact = a_contact()
    deal_of(office, customer_like(contact))
    screen.look()
    html = screen.html()
    Contact.objects.filter(pk=contact.pk).update(status="ARCHIVED", is_active=False)
    assert "0 are linked" in text_of(screen.take_all("contact", html))
    assert row().verdict == "review"


def test_what_is_linked_by_hand_is_left_alone(office, screen):
    deal = deal_of(office, customer_like(a_contact()))
    office.press(deal, f"pick_contact:{a_contact(1).xero_id}", office.open_form(deal))
    screen.look()
    assert not MatchProposal.objects.filter(side="contact").exists()


def test_a_page_costs_the_same_for_many_as_for_few(office, screen):
    def queries() -> int:
        with CaptureQueriesContext(database) as captured:
            screen.html(show="none")
        opening = database.ops.quote_name("x")[0]
        asked = [query["sql"] for query in captured.captured_queries]
        return len([sql for sql in asked if not any(opening + own in sql for own in HOSTS_OWN)])

    deal_of(office, Customer(name="Qqxv 0", email="q0@nowhere.example"))
    screen.look()
    screen.html()
    few = queries()
    for number in range(1, 30):
        deal_of(office, Customer(name=f"Qqxv {number}", email=f"q{number}@nowhere.example"))
    screen.look()
    assert screen.html(show="none").count("Nothing alike in Xero") == 25
    assert queries() == few
    assert few < 25


def test_a_batch_costs_the_same_queries_for_many_certain_customers_as_for_few(office, screen):
    def queries() -> int:
        screen.start()
        with CaptureQueriesContext(database) as captured:
            office.queue.run_all()
        opening = database.ops.quote_name("x")[0]
        asked = [query["sql"] for query in captured.captured_queries]
        return len([sql for sql in asked if not any(opening + own in sql for own in HOSTS_OWN)])

    item = Item.objects.filter(is_sold=True).order_by("code")[0].code
    deal_of(office, customer_like(a_contact()), item)
    screen.look()
    few = queries()
    for number in range(1, 12):
        deal_of(office, customer_like(a_contact(number)), item)
    queries()
    assert queries() == few


def test_doubtful_customers_cost_one_query_for_each_first_word(office, screen):
    def alike() -> int:
        screen.start()
        with CaptureQueriesContext(database) as captured:
            office.queue.run_all()
        asked = [query["sql"] for query in captured.captured_queries]
        return len([sql for sql in asked if "name_key" in sql and "ORDER BY" in sql])

    deal_of(office, Customer(name="Qqxv 0", email="q0@nowhere.example"))
    few = alike()
    for number in range(1, 12):
        deal_of(office, Customer(name=f"Qqxv {number}", email=f"q{number}@nowhere.example"))
    assert alike() == few


def test_the_walk_stops_and_goes_on_where_it_stood(office, screen, monkeypatch):
    monkeypatch.setattr(match_walk, "BATCH", 2)
    monkeypatch.setattr(match_walk, "BATCHES_PER_RUN", 1)
    for number in range(5):
        deal_of(office, customer_like(a_contact(number)))
    screen.start()
    assert "Running" in screen.read()
    office.queue.run_all(limit=1)
    assert MatchProposal.objects.filter(side="contact").count() == 2
    work = reverse("xero_integration:work", args=[office.connection.pk, "matching"])
    office.admin.post(work, {"action": "stop"})
    office.queue.run_all()
    assert "Stopped by a person" in screen.read()
    assert MatchProposal.objects.filter(side="contact").count() == 2
    office.admin.post(work, {"action": "resume"})
    office.queue.run_all()
    assert MatchProposal.objects.filter(side="contact").count() == 5
    assert "5 of 5" in screen.read() and "Finished" in screen.read()


def test_what_stands_on_records_that_one_may_not_see_is_neither_shown_nor_linked(
    office, screen, monkeypatch
):
    """The host's own rule hides every deal from the administrator."""
    from xero_integration.host.registry import get_source

    contact = a_contact()
    deal_of(office, customer_like(contact))
    screen.look()
    html = screen.html()
    source = type(get_source(office.host.source_key))
    monkeypatch.setattr(source, "objects", lambda self, request: self.to_match("").none())
    page = screen.read()
    assert contact.name not in page and "that you may not see" in page
    screen.take_all("contact", html)
    screen.answer(row(), "link", **{f"choice-{row().pk}": contact.xero_id})
    screen.answer(row(), "skip")
    assert ContactLink.objects.count() == 0
    assert row().answer == "open"


@pytest.mark.contract(6)
def test_another_tenants_customers_are_never_read(office, screen):
    if not office.host.has_tenants:
        pytest.skip("this host has no tenants")
    office.host.make_deal(company=customer_like(a_contact()), tenant="south")
    screen.look()
    assert not MatchProposal.objects.exists()
