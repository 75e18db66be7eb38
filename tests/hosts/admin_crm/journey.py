"""A deal of the admin CRM becomes an invoice, by its change page and the links on it.

Run by ``tests/hosts/test_projects.py`` in a process of its own, under the project's settings.
"""

from __future__ import annotations

from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.hosts.admin_crm.models import Article, Deal, Organisation, Position
from tests.hosts.moving_in import is_sound, open_project, worker_polls
from tests.journeys.office import Office, text_of
from xero_integration.host.registry import get_source
from xero_integration.sandbox.accounting import acts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def boss() -> Client:
    """Somebody who signs in at the only door there is."""
    User.objects.create_superuser("boss", password="admin-crm")
    browser = Client(headers={"Accept-Language": "en"})
    browser.post("/admin/login/", {"username": "boss", "password": "admin-crm"})
    return browser


@pytest.fixture
def office(sandbox, queue, boss: Client) -> Office:
    return open_project(sandbox, queue, boss)


@pytest.fixture
def deal() -> Deal:
    owner = Organisation.objects.create(
        name="Quay Bakery", email="books@quay.example, owner@quay.example"
    )
    made = Deal.objects.create(title="Two ovens", organisation=owner, freight="49.90")
    oven = Article.objects.create(name="Oven", sku="OVEN")
    Position.objects.create(deal=made, article=oven, text="Oven", qty="3", sum="100.00")
    Position.objects.create(deal=made, text="Advice by telephone", sum="20.00")
    return made


def change_page(deal: Deal) -> str:
    return reverse("admin:admin_crm_deal_change", args=[deal.pk])


class Form(HTMLParser):
    """What stands inside the admin's own form: the tags of it, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside = False
        self.links: dict[str, str] = {}
        self.nested = False
        self._href = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.nested = self.nested or self.inside
            self.inside = self.inside or found.get("id") == "deal_form"
        if tag == "a" and self.inside:
            self._href = found.get("href", "")

    def handle_data(self, data: str) -> None:
        if self._href and data.strip():
            self.links[data.strip()] = self._href

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self._href = "" if tag == "a" else self._href


def shown_in_form(browser: Client, deal: Deal) -> Form:
    return Form(browser.get(change_page(deal)).content.decode())


@pytest.mark.contract(22)
def test_the_project_is_sound() -> None:
    is_sound()


@pytest.mark.contract(19)
@pytest.mark.contract(14)
def test_before_anything_the_page_leads_to_connecting(boss: Client, deal: Deal) -> None:
    link = shown_in_form(boss, deal).links["Connect Xero"]
    page = boss.get(link)
    assert page.status_code == 200
    assert "Connect to Xero" in text_of(page)


@pytest.mark.contract(17)
def test_who_is_not_signed_in_is_sent_to_the_admins_door(deal: Deal) -> None:
    answer = Client().get(reverse("xero_integration:panel", args=["deal", deal.pk]))
    door = answer.headers["Location"]
    assert door.startswith("/admin/login/?next=/xero/")
    assert Client().get(door).status_code == 200


@pytest.mark.contract(14)
@pytest.mark.contract(15)
def test_a_deal_becomes_one_invoice_and_hears_of_its_approval(office: Office, deal: Deal) -> None:
    shown = shown_in_form(office.admin, deal)
    assert not shown.nested
    assert shown.links["Create invoice"] == office.form_url(deal)

    values = office.link_everything(deal)
    sent = office.press(deal, "create", values)
    assert (sent.status_code, sent.headers["Location"]) == (302, change_page(deal)), text_of(sent)
    office.press(deal, "create", values)
    (invoice,) = office.invoices()
    assert invoice["Contact"]["Name"] == "Quay Bakery"
    assert Decimal(invoice["SubTotal"]) == Decimal("169.90")

    acts.approve(office.sandbox, office.connection.xero_tenant_id, document_id=invoice["InvoiceID"])
    worker_polls(office)
    link = shown_in_form(office.admin, deal).links["1 invoice in Xero"]
    page = office.admin.get(link)
    assert "Awaiting payment" in text_of(page)
    assert f'href="{change_page(deal)}"' in page.content.decode()


def test_the_template_that_the_project_has_for_its_page_is_still_used(
    boss: Client, deal: Deal
) -> None:
    assert "All organisations" in text_of(boss.get(change_page(deal)))


@pytest.mark.contract(7)
@pytest.mark.contract(8)
@pytest.mark.contract(9)
@pytest.mark.contract(10)
def test_what_the_project_keeps_in_its_own_way_is_read(deal: Deal) -> None:
    draft = get_source("deal").draft(deal)
    assert draft.party and draft.party.email == "books@quay.example"
    assert draft.currency == "NZD"
    totals = [line.line_total or line.unit_amount for line in draft.lines]
    assert totals == [Decimal("100.00"), Decimal("20.00"), Decimal("49.90")]
    assert [bool(line.product) for line in draft.lines] == [True, False, False]


@pytest.mark.contract(10)
def test_a_deal_of_nobody_has_no_currency_and_says_so(office: Office) -> None:
    lonely: Any = Deal.objects.create(title="Nobody's")
    answer = office.rep.get(office.form_url(lonely))
    assert answer.status_code == 422
    assert "This deal has no currency." in text_of(answer)


@pytest.mark.contract(25)
def test_a_deal_that_was_deleted_leaves_its_invoice(office: Office, deal: Deal) -> None:
    office.press(deal, "create", office.link_everything(deal))
    panel = office.panel_url(deal)
    office.admin.post(reverse("admin:admin_crm_deal_delete", args=[deal.pk]), {"post": "yes"})
    assert not Deal.objects.exists()
    assert office.admin.get(panel).status_code == 404
    assert len(office.invoices()) == 1
