"""A rep in a real browser: from the deal page to the invoice, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import violations
from .looking import assert_readable
from .waiting import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def deal(office, host):
    return host.make_deal(tenant=office.tenant)


def a_contact(office):
    return next(iter(office.organisation.contacts.values())).name


def link_contact(page: Page, name: str) -> None:
    page.get_by_label("Search the contacts of Xero").fill(name)
    page.locator("#xi-contact-results").get_by_role("button", name=name).first.click()
    expect(page.get_by_text("Linked contact in Xero")).to_be_visible()


def link_item(page: Page, index: int) -> None:
    page.locator(f"#xi-line-{index}-item summary").click()
    page.locator(f"#xi-item-query-{index}").fill("a")
    page.locator(f"#xi-item-results-{index} button").first.click()
    expect(page.locator(f"#xi-line-{index}-item")).to_contain_text("Xero item")


def test_a_deal_becomes_an_invoice_in_the_dialog_over_its_page(office, open_page, host, deal):
    page = open_page(host.deal_url(deal))
    assert violations(page) == []
    office.forget_calls()

    page.get_by_role("link", name="Create invoice").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("heading", name="New invoice")).to_be_focused()
    assert violations(page) == []
    link_contact(page, a_contact(office))
    link_item(page, 0)
    link_item(page, 1)
    page.get_by_label("Quantity").first.fill("3")
    expect(page.locator("#xi-amount-0")).to_have_text("3,600.00")
    expect(page.locator("#xi-plan")).to_contain_text("Ready to create.")
    assert violations(page) == []
    assert office.calls() == []

    button = page.locator("#xi-create")
    expect(button).to_have_text(re.compile(r"Create draft · 4,543\.08 NZD"))
    button.click()
    expect(page.locator(".xi-document-row")).to_contain_text("4,543.08")
    assert len(office.calls()) == 1
    (invoice,) = office.invoices()
    assert str(invoice["Total"]) == "4543.08"
    expect(page.locator(".xi-document-row")).to_contain_text(invoice["InvoiceNumber"])
    assert violations(page) == []


def test_the_same_without_javascript(office, open_page, host, deal):
    page = open_page(host.deal_url(deal), java_script_enabled=False)
    page.get_by_role("link", name="Create invoice").click()
    page.get_by_role("button", name="Create a new contact in Xero").click()
    for index in (0, 1):
        page.locator(f"#xi-line-{index}-item summary").click()
        page.locator(f"#xi-item-query-{index}").fill("a")
        page.locator(f'button[value="search_item:{index}"]').click()
        page.locator(f"#xi-item-results-{index} button").first.click()
    page.get_by_label("Reference").fill("PO 12")
    page.locator("#xi-create").click()
    expect(page.locator(".xi-document-row")).to_have_count(1)
    (invoice,) = office.invoices()
    assert invoice["Reference"] == "PO 12"


def test_the_search_buttons_work_in_the_dialog_too(office, open_page, host, deal):
    page = open_page(host.deal_url(deal))
    page.get_by_role("link", name="Create invoice").click()
    page.locator("#xi-line-0-item summary").click()
    page.locator('button[value="search_item:0"]').click()
    page.locator("#xi-item-query-0").fill("dev")
    page.locator('button[value="search_item:0"]').click()
    page.locator("#xi-item-results-0 button").first.click()
    expect(page.locator("#xi-line-0-item")).to_contain_text("Xero item")
    expect(page.locator(".xi-line")).to_have_count(2)


def test_closing_keeps_what_was_typed_and_returns_the_focus(office, open_page, host, deal):
    page = open_page(host.deal_url(deal))
    office.forget_calls()
    page.get_by_role("link", name="Create invoice").click()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("Reference").fill("PO 99")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    again = page.get_by_role("link", name="Continue the invoice")
    expect(again).to_be_visible()
    again.click()
    expect(page.get_by_label("Reference")).to_have_value("PO 99")
    assert office.calls() == []


def test_a_deal_that_can_not_be_read_is_said_in_a_dialog_that_closes(
    office, open_page, host, forgiven
):
    forgiven.append("422")
    deal = host.make_deal(tenant=office.tenant, currency="?")
    page = open_page(host.deal_url(deal))
    page.get_by_role("link", name="Create invoice").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("This did not work")
    assert violations(page) == []
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name="Create invoice")).to_be_focused()


def test_without_a_dialog_there_is_nothing_to_close(office, open_page, host, forgiven):
    forgiven.append("422")
    deal = host.make_deal(tenant=office.tenant, currency="?")
    page = open_page(office.form_url(deal), scripts=False)
    expect(page.get_by_role("alert")).to_contain_text("This did not work")
    expect(page.get_by_role("button", name="Close")).to_have_count(0)


def test_enter_in_a_field_neither_creates_nor_removes(office, open_page, deal):
    page = open_page(office.form_url(deal))
    page.get_by_label("Quantity").first.fill("4")
    page.get_by_label("Quantity").first.press("Enter")
    expect(page.locator("#xi-amount-0")).to_have_text("4,800.00")
    expect(page.locator(".xi-line")).to_have_count(2)
    assert office.invoices() == []


def test_what_is_typed_before_htmx_has_loaded_counts_too(office, open_page, deal):
    page = open_page("about:blank")
    held = []
    page.route("**/*htmx*.js", lambda route: held.append(route))
    page.goto(office.form_url(deal))
    page.get_by_label("Quantity").first.fill("4")
    expect(page.locator("#xi-amount-0")).not_to_have_text("4,800.00")
    wait_until(page, "document.querySelector('script[src*=htmx]') !== null")
    held[0].continue_()
    expect(page.locator("#xi-amount-0")).to_have_text("4,800.00")


def test_a_problem_leads_to_its_field_and_a_refused_form_says_why(office, open_page, deal):
    page = open_page(office.form_url(deal))
    page.get_by_label("Quantity").first.fill("-1")
    page.get_by_role("link", name="Line 1, Quantity: Must be more than 0.").click()
    expect(page.get_by_label("Quantity").first).to_be_focused()
    page.locator("#xi-create").click()
    refused = page.get_by_role("alert").filter(has_text="Nothing was sent to Xero")
    expect(refused).to_be_focused()
    expect(page.get_by_label("Quantity").first).to_have_value("-1")
    assert violations(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_nothing_sticks_out_and_everything_can_be_read(office, open_page, deal, scripts):
    page = open_page(office.form_url(deal), scripts=scripts)
    assert_readable(page, "form")
