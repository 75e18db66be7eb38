"""A customer's history in a real browser: sidebar, list, import, and the story of one document."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.archive import linked_deal, made_in_xero, mirrored, url

from .conftest import violations
from .looking import WITH_AND_WITHOUT_SCRIPTS, assert_readable

pytestmark = pytest.mark.browser

INSERT = """async (url) => {
  const answer = await fetch(url);
  document.querySelector("main").insertAdjacentHTML("beforeend", await answer.text());
}"""


@pytest.fixture
def deal(office):
    return linked_deal(office)


@WITH_AND_WITHOUT_SCRIPTS
def test_a_rep_imports_reads_and_detaches(office, open_page, deal, scripts):
    made_in_xero(office, InvoiceNumber="OLD-1", Reference="PO 44")
    page = open_page(url(office, "documents_import", deal), scripts=scripts)
    assert violations(page) == []
    page.get_by_label("Reference").fill("po 44")
    page.get_by_role("button", name="Search in Xero").click()
    page.get_by_label("OLD-1").check()
    assert violations(page) == []
    page.get_by_role("button", name="Import and attach to this deal").click()
    expect(page.get_by_text("1 document was imported.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="OLD-1").click()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Read Xero’s history").click()
    expect(page.get_by_text("Accountant")).to_be_visible()
    page.get_by_label("What we believed on").fill("2020-01-01")
    page.get_by_role("button", name="Show that day").click()
    expect(page.get_by_text("was not known here yet")).to_be_visible()
    page.get_by_role("button", name="Detach").click()
    expect(page.get_by_text("Nothing changed in Xero.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Detach")).to_be_visible()


@pytest.mark.parametrize("name", ["documents", "documents_import", "document"])
def test_the_pages_can_be_read_without_javascript_too(office, open_page, deal, name):
    for number in range(3):
        document = mirrored(office, number, reference="A reference of some length / 2026")
    one = document if name == "document" else None
    page = open_page(url(office, name, deal, one), role="admin", scripts=False)
    assert_readable(page, f"{name}-plain")


def test_a_rep_filters_all_documents_without_javascript(office, open_page, deal):
    for number in range(3):
        mirrored(office, number, reference=f"Order {number}")
    page = open_page(url(office, "documents", deal), java_script_enabled=False)
    rows = page.get_by_role("link", name="INV-")
    expect(rows).to_have_count(3)
    page.get_by_label("Number or reference").fill("Order 1")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Show all").click()
    expect(rows).to_have_count(3)


@pytest.mark.parametrize("name", ["documents", "documents_import", "document", "sidebar"])
def test_nothing_sticks_out_and_everything_can_be_read(office, open_page, host, deal, name):
    for number in range(12):
        document = mirrored(office, number, reference="A reference of some length / 2026")
    if name == "sidebar":  # a bare fragment: the page around it is the host's
        page = open_page(host.deal_url(deal), role="admin")
        page.evaluate(INSERT, url(office, name, deal))
    else:
        one = document if name == "document" else None
        page = open_page(url(office, name, deal, one), role="admin")
    assert_readable(page, name)
