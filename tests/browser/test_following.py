"""The deal page beside Xero's own: what the accountant does there shows here by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import violations
from tests.browser.test_history import INSERT
from tests.documents.acting import url
from tests.sync.books import Books
from tests.sync.line import KEY, Line

pytestmark = pytest.mark.browser


@pytest.fixture
def line(office, settings) -> Line:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "WEBHOOK_KEYS": [KEY]}
    books = Books(office)
    books.poll()
    return Line(books)


@pytest.fixture
def deal(office, host):
    return host.make_deal(tenant=office.tenant)


@pytest.fixture
def invoice_id(office, deal) -> str:
    office.press(deal, "create", office.link_everything(deal))
    (invoice,) = office.invoices()
    return invoice["InvoiceID"]


def test_the_open_deal_page_follows_xero(office, open_page, host, deal, invoice_id, line):
    line.subscribe()
    page = open_page(host.deal_url(deal))
    row = page.locator(".xi-document-row")
    expect(row).to_contain_text("Draft")
    for act, shown in (
        ("approve", "Awaiting payment"),
        ("pay", "Paid"),
        ("remove_payment", "Awaiting payment"),
        ("void", "Voided"),
    ):
        line.books.act(act, document_id=invoice_id)
        line.hear()
        expect(row).to_contain_text(shown)
    assert violations(page) == []


def test_the_sidebar_tells_what_the_panel_tells(office, open_page, host, deal, invoice_id, line):
    line.subscribe()
    page = open_page(host.deal_url(deal))
    page.evaluate(INSERT, url(office, deal, "sidebar"))
    page.evaluate("htmx.process(document.querySelector('.xi-sidebar'))")
    sidebar = page.locator(".xi-sidebar")
    expect(sidebar).to_contain_text("Draft")
    line.books.act("delete", document_id=invoice_id)
    line.hear()
    expect(page.locator(".xi-document-row")).to_contain_text("Deleted")
    expect(sidebar).to_contain_text("Deleted")
    assert violations(page) == []


def test_without_webhooks_it_follows_after_a_poll(office, open_page, host, deal, invoice_id, line):
    page = open_page(host.deal_url(deal))
    line.books.act("delete", document_id=invoice_id)
    line.books.poll(minutes=5)
    expect(page.locator(".xi-document-row")).to_contain_text("Deleted")


def test_an_open_menu_survives_asking_for_news_when_there_are_none(
    office, open_page, host, deal, invoice_id, line
):
    page = open_page(host.deal_url(deal))
    menu = page.locator(".xi-document-row details").first
    menu.locator("summary").click()
    with page.expect_response(lambda answer: "/panel/" in answer.url):
        pass
    expect(menu).to_have_attribute("open", "")
