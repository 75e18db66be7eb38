"""A customer's history in a real browser: sidebar, list, import, and the story of one document."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.archive import linked_deal, made_in_xero, mirrored, url

from .conftest import violations
from .looking import assert_readable

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("strict_csp")]

INSERT = """async (url) => {
  const answer = await fetch(url);
  document.querySelector("main").insertAdjacentHTML("beforeend", await answer.text());
}"""


@pytest.fixture
def deal(office):
    return linked_deal(office)


def test_a_rep_imports_reads_and_detaches(office, open_page, deal):
    made_in_xero(office, InvoiceNumber="OLD-1", Reference="PO 44")
    page = open_page(url(office, "documents_import", deal))
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
