"""What a swap does not concern stays where it is: no layout shift, with or without a press."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.documents.acting import in_xero, on_deal, tenant_of
from tests.journeys.archive import linked_deal
from xero_integration.connections.session import client_for
from xero_integration.documents.fetching import take_over_invoices
from xero_integration.documents.mirror import News
from xero_integration.models import VersionSource
from xero_integration.sandbox.accounting import acts

from .looking import WIDTHS

pytestmark = pytest.mark.browser

WATCH = """() => {
window.moved = [];
new PerformanceObserver((list) => {
  for (const { sources } of list.getEntries()) {
    for (const { node } of sources) window.moved.push(node?.outerHTML ?? node?.textContent ?? "");
  }
}).observe({ type: "layout-shift" });
}"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))"


@pytest.fixture
def deal(office):
    return linked_deal(office)


def moved(page: Page) -> list[str]:
    """What the browser saw moving since it was watched, also right after a press."""
    page.evaluate(SETTLED)
    return [html[:120] for html in page.evaluate("window.moved")]


def watch(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(SETTLED)
    page.evaluate(WATCH)


@pytest.mark.parametrize("width", WIDTHS)
def test_news_and_an_open_menu_move_nothing(office, open_page, host, deal, width):
    ids = [in_xero(office, each) for each in ("AUTHORISED", "DRAFT")]
    paid, _draft = on_deal(office, deal, *ids)
    page = open_page(host.deal_url(deal), role="admin")
    watch(page, width)
    page.locator("[data-xi-menu] summary").last.click()
    acts.pay(office.sandbox, tenant_of(office), document_id=paid.xero_id)
    news = News(VersionSource.WEBHOOK)
    take_over_invoices(office.connection, client_for(office.connection), [paid.xero_id], news)
    expect(page.locator(".xi-documents")).to_contain_text("Paid")
    assert moved(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_plan_follows_the_typing_and_moves_nothing(office, open_page, deal, width):
    page = open_page(office.form_url(deal))
    watch(page, width)
    page.get_by_label("Quantity").first.fill("3")
    expect(page.locator("#xi-amount-0")).to_have_text("3,600.00")
    expect(page.locator("#xi-create")).to_contain_text("4,543.08")
    assert moved(page) == []
