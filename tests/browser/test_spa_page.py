"""The single-page app of the how-to in a real browser: a deal becomes an approved invoice."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.urls import clear_url_caches
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.documents.acting import in_xero, on_deal
from tests.howto.blocks import take
from tests.howto.crm import Crm
from tests.howto.settings_block import apply
from tests.journeys.archive import linked_deal
from xero_integration.models import Connection
from xero_integration.sandbox.identity.registration import add_redirect_uri
from xero_integration.sandbox.identity.state import state_of
from xero_integration.testing.world import BASE_URL, consent

pytestmark = pytest.mark.browser


@pytest.fixture
def crm(host, settings, monkeypatch, tmp_path) -> Iterator[Crm]:
    """A project made of the page's blocks; its only page is the single one."""
    crm = Crm.on(host, settings, monkeypatch)
    views = crm.write("crm.views", take("spa.md", "crm/views.py"))
    monkeypatch.setattr(sys.modules["crm"], "views", views, raising=False)
    crm.write("crm.urls", take("spa.md", "crm/urls.py"))
    page = take("spa.md", "crm/templates/crm/deal.html")
    connected = take("spa.md", "crm/templates/crm/connected.html")
    pages = {"crm/deal.html": page, "crm/connected.html": connected}
    crm.templates(tmp_path / "templates", pages)
    static = tmp_path / "static" / "crm"
    static.mkdir(parents=True)
    (static / "ask.js").write_text(take("spa.md", "crm/static/crm/ask.js"))
    (static / "connect.js").write_text(take("spa.md", "crm/static/crm/connect.js"))
    (static / "deal.js").write_text(take("spa.md", "crm/static/crm/deal.js"))
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.ROOT_URLCONF = "crm.urls"
    yield crm
    clear_url_caches()


@pytest.fixture
def app(crm, office, open_page):
    def opened(deal) -> Page:
        return open_page(f"/deals/{deal.pk}/", role="admin")

    return opened


@pytest.fixture
def connecting(crm, office, open_page, live_server, settings) -> Callable[..., Page]:
    """Presses the button, allows these organisations at Xero, and comes back."""
    apply(take("spa.md", "settings.py"), settings)
    redirect = django_settings.XERO_INTEGRATION["REDIRECT_URI"]
    add_redirect_uri(state_of(office.sandbox.world).apps["sandbox-client"], redirect)
    page = open_page("about:blank", role="admin")
    shown = render_to_string("crm/connected.html")
    page.route("**/connected/*", lambda route: route.fulfill(body=shown, content_type="text/html"))
    page.route(f"{BASE_URL}/**", lambda route: route.fulfill(body="Xero"))

    def back_from_xero(**answered: Any) -> Page:
        page.goto(f"{live_server.url}/connected/")
        page.get_by_role("button", name="Connect to Xero").click()
        page.wait_for_url(f"{BASE_URL}/**")
        back = consent(page.url, **answered)
        assert back.startswith(redirect)
        page.goto(f"{live_server.url}/connected/?{urlsplit(back).query}")
        return page

    return back_from_xero


def test_an_administrator_connects_from_the_app(connecting, live_server):
    page = connecting(organisations=(1,))
    expect(page.get_by_role("status")).to_contain_text("Connected: ")
    assert page.url == f"{live_server.url}/connected/"
    assert Connection.objects.count() == 2


def test_an_administrator_says_which_of_several_organisations_are_meant(connecting):
    page = connecting(organisations=(1, 2))
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    boxes.nth(1).check()
    page.get_by_role("button", name="Connect these").click()
    expect(page.get_by_role("status")).to_contain_text("Connected: ")
    expect(page.get_by_role("button", name="Connect these")).to_be_hidden()
    assert Connection.objects.count() == 2


def test_who_says_no_at_xero_is_told_so_in_the_app(connecting, forgiven):
    forgiven.append("409")
    page = connecting(organisations=(1,), decision="deny")
    expect(page.get_by_role("status")).to_contain_text("cancelled")
    assert Connection.objects.count() == 1


def test_a_deal_becomes_an_approved_invoice(app, office, host):
    deal = host.make_deal(tenant=office.tenant)
    item = office.organisation.items[office.some_item_id()]
    page = app(deal)
    draft = page.get_by_role("region", name="New invoice")
    expect(draft).to_contain_text("Who is Harbour Bakery in Xero?")
    expect(draft.get_by_role("button", name="Create invoice")).to_be_disabled()

    draft.get_by_role("button", name="A new contact").click()
    expect(draft).to_contain_text("For Harbour Bakery")
    for product in ("Oven", "Install"):
        search = draft.get_by_role("searchbox", name=f"What is {product} in Xero?")
        search.fill(item.name)
        search.press("Tab")
        search.locator("..").get_by_role("button", name=item.code).click()
        expect(search).to_have_count(0)
    first = draft.get_by_label("Bread oven")
    first.fill("3")
    first.press("Tab")
    expect(draft).to_contain_text("Total 4543.08 NZD")

    draft.get_by_role("button", name="Create invoice").click()
    expect(page.get_by_role("status")).to_have_text("Done.")
    invoices = page.get_by_role("region", name="Invoices")
    expect(invoices).to_contain_text("Draft, 4543.08 NZD")
    invoices.get_by_role("button", name="Approve").click()
    expect(invoices).to_contain_text("Awaiting payment")
    (made,) = office.invoices()
    assert (made["Status"], str(made["Total"])) == ("AUTHORISED", "4543.08")


def test_a_lost_answer_is_asked_for_again(app, office, forgiven):
    """The first answer gets lost when the invoice is made already."""
    forgiven.append("ERR_FAILED")
    deal = linked_deal(office)
    office.link_everything(deal)
    page = app(deal)
    answers: list[APIResponse] = []

    def lose_the_first(route: Route) -> None:
        answers.append(route.fetch())
        if len(answers) > 1:
            route.fulfill(response=answers[-1])
        else:
            route.abort()

    page.route("**/invoices/", lose_the_first)
    page.get_by_role("button", name="Create invoice").click()
    expect(page.get_by_role("status")).to_have_text("Done.")
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].text() == answers[1].text()
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert len(office.invoices()) == 1


def test_news_are_shown_by_themselves(app, office):
    deal = linked_deal(office)
    page = app(deal)
    invoices = page.get_by_role("region", name="Invoices")
    expect(page.get_by_role("button", name="Create invoice")).to_be_visible()
    on_deal(office, deal, in_xero(office, "AUTHORISED"))
    expect(invoices).to_contain_text("Awaiting payment")
    expect(page.get_by_role("button", name="Create invoice")).to_be_visible()


def test_news_leave_alone_what_somebody_types(app, office):
    deal = linked_deal(office)
    page = app(deal)
    quantity = page.get_by_label("Bread oven")
    quantity.press_sequentially("7")
    on_deal(office, deal, in_xero(office, "AUTHORISED"))
    with page.expect_response(lambda answer: answer.status == 304):
        expect(page.get_by_role("region", name="Invoices")).to_contain_text("Awaiting payment")
    expect(quantity).to_be_focused()


def test_what_changed_meanwhile_is_not_overwritten(app, office, forgiven):
    forgiven.append("412")
    page = app(linked_deal(office))
    quantity = page.get_by_label("Bread oven")
    expect(quantity).to_be_visible()
    address = page.evaluate(
        "`/api/xero/deals/deal/${document.querySelector('main').dataset.deal}/`"
    )
    office.admin.patch(
        f"{address}draft/", {"reference": "of somebody else"}, content_type="application/json"
    )
    quantity.fill("9")
    quantity.press("Tab")
    expect(page.get_by_role("status")).to_contain_text("changed since you read it")
    expect(page.get_by_label("Bread oven")).to_have_value("2")
