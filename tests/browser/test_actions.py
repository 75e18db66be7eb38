"""A rep and an approver in a real browser: approve, e-mail, void, and a panel that follows."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from tests.documents.acting import in_xero, on_deal, status_in_xero, tenant_of
from xero_integration.connections.session import client_for
from xero_integration.documents.fetching import take_over_invoices
from xero_integration.documents.mirror import News
from xero_integration.models import VersionSource
from xero_integration.sandbox.accounting import acts

from .conftest import violations
from .looking import assert_readable

pytestmark = pytest.mark.browser


@pytest.fixture
def deal(office, host):
    office.organisation.daily_email_cap = 1000
    return host.make_deal(tenant=office.tenant)


def a(office, deal, status: str):
    (document,) = on_deal(office, deal, in_xero(office, status))
    return document


def row(page: Page):
    return page.locator(".xi-document-row").first


def menu(page: Page, document):
    """The open menu of a document; the panel's own news may have opened it again."""
    found = page.locator(f"#xi-menu-{document.pk}")
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def by_webhook(office, document) -> None:
    """The mirror hears of it, whoever told."""
    news = News(VersionSource.WEBHOOK)
    take_over_invoices(office.connection, client_for(office.connection), [document.xero_id], news)


def test_a_dialog_is_as_tall_as_what_it_says(office, open_page, host, deal):
    document = a(office, deal, "AUTHORISED")
    page = open_page(host.deal_url(deal), role="admin")
    menu(page, document).get_by_role("link", name="Void", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("can't be undone")
    room = "each => each.clientHeight - each.firstElementChild.offsetHeight"
    assert dialog.evaluate(room) < 100, "its padding, and no empty ground"


def test_approve_email_and_void_from_the_deal_page(office, open_page, host, deal):
    document = a(office, deal, "DRAFT")
    page = open_page(host.deal_url(deal), role="admin")
    page.get_by_role("button", name="Approve").click()
    expect(row(page)).to_contain_text("Awaiting payment")
    assert status_in_xero(office, document) == "AUTHORISED"
    assert violations(page) == []

    opened = menu(page, document)
    assert violations(page) == []
    opened.get_by_role("link", name="E-mail").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name=re.compile("E-mail"))).to_be_focused()
    expect(dialog).to_contain_text("Never from here")
    assert violations(page) == []
    dialog.get_by_role("button", name="Send the e-mail").click()
    expect(dialog).to_have_count(0)
    expect(row(page)).to_contain_text("Sent")
    assert sum(office.organisation.emails_sent.values()) == 1

    menu(page, document).get_by_role("link", name="E-mail").click()
    expect(dialog).to_contain_text("a short while ago")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    menu(page, document).get_by_role("link", name="Void", exact=True).click()
    expect(dialog).to_contain_text("can't be undone")
    assert violations(page) == []
    dialog.get_by_role("button", name="Void").click()
    expect(row(page)).to_contain_text("Voided")
    assert status_in_xero(office, document) == "VOIDED"
    opened = menu(page, document)
    expect(opened).to_contain_text("History")
    expect(opened).not_to_contain_text("Approve")
    assert violations(page) == []


def test_the_same_without_javascript(office, open_page, host, deal):
    document = a(office, deal, "DRAFT")
    page = open_page(host.deal_url(deal), role="admin", java_script_enabled=False)
    for _the_panels_then_the_pages in range(2):
        page.get_by_role("button", name="Approve").click()
    expect(row(page)).to_contain_text("Awaiting payment")
    menu(page, document).get_by_role("link", name="Add a note").click()
    page.get_by_role("textbox", name="Note").fill("Sent by post too.")
    page.get_by_role("button", name="Add the note").click()
    menu(page, document).get_by_role("link", name="Void", exact=True).click()
    page.get_by_role("button", name="Void").click()
    expect(row(page)).to_contain_text("Voided")
    entries = office.organisation.history[document.xero_id]
    assert any("Sent by post too." in entry.details for entry in entries)


def test_inside_a_form_of_the_host_a_press_sends_none_of_its_fields(office, open_page, host, deal):
    a(office, deal, "DRAFT")
    page = open_page(host.deal_url(deal), role="admin")
    page.evaluate(
        """() => {
          const form = document.createElement("form");
          form.innerHTML = '<input name="seen" value="theirs"><input name="secret" value="1">';
          const panel = document.querySelector("[data-xi-panel]");
          panel.replaceWith(form);
          form.append(panel);
        }"""
    )
    page.get_by_role("button", name="Approve").focus()
    with page.expect_request(lambda asked: asked.method == "POST") as pressed:
        page.keyboard.press("Space")
    assert set(parse_qs(pressed.value.post_data)) == {"csrfmiddlewaretoken", "seen"}
    expect(row(page)).to_contain_text("Awaiting payment")


def test_what_happens_in_xero_shows_by_itself_and_an_open_menu_stays(office, open_page, host, deal):
    document = a(office, deal, "AUTHORISED")
    page = open_page(host.deal_url(deal), role="admin")
    menu(page, document).get_by_role("link", name="Void", exact=True).focus()
    acts.pay(office.sandbox, tenant_of(office), document_id=document.xero_id)
    by_webhook(office, document)
    expect(row(page)).to_contain_text("Paid", timeout=2_500)
    expect(page.locator(f"#xi-menu-{document.pk}")).to_have_attribute("open", "")
    expect(page.locator(f"#xi-menu-{document.pk}")).to_contain_text("100.00 NZD was paid")
    assert violations(page) == []


def test_looking_costs_no_swap_while_nothing_changes(office, open_page, host, deal):
    document = a(office, deal, "AUTHORISED")
    page = open_page(host.deal_url(deal), role="admin")
    panel = page.locator("[data-xi-panel]").element_handle()
    link = menu(page, document).get_by_role("link", name="Add a note")
    link.focus()
    with page.expect_response(lambda answer: "/panel/" in answer.url) as looked:
        pass
    assert looked.value.status == 204
    assert panel.evaluate("element => element.isConnected")
    expect(link).to_be_focused()


def test_a_menu_that_led_to_a_dialog_is_closed_when_the_dialog_is(office, open_page, host, deal):
    document = a(office, deal, "AUTHORISED")
    page = open_page(host.deal_url(deal), role="admin")
    opened = menu(page, document)
    with page.expect_response(lambda answer: "/panel/" in answer.url):
        pass  # a look while the menu is open
    opened.get_by_role("link", name="E-mail").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(opened).not_to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(opened).not_to_have_attribute("open", "")


def test_what_stands_in_the_way_of_a_void_is_named(office, open_page, host, deal):
    xero_id = in_xero(office, "AUTHORISED")
    acts.pay(office.sandbox, tenant_of(office), document_id=xero_id, reference="Bank 77")
    (document,) = on_deal(office, deal, xero_id)
    page = open_page(host.deal_url(deal), role="admin")
    menu(page, document).get_by_role("link", name="See what stands in the way").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Payment Bank 77")
    assert violations(page) == []
    dialog.get_by_role("link", name="Back to the deal").click()
    expect(dialog).to_have_count(0)


def test_menus_close_with_escape_and_by_a_click_elsewhere(office, open_page, host, deal):
    documents = on_deal(office, deal, in_xero(office, "DRAFT"), in_xero(office, "DRAFT"))
    page = open_page(host.deal_url(deal))
    first, second = (page.locator(f"#xi-menu-{each.pk}") for each in documents)
    for opened, other in ((first, second), (second, first)):
        opened.locator("summary").press("Enter")
        expect(opened).to_have_attribute("open", "")
        expect(other).not_to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(second).not_to_have_attribute("open", "")
    expect(second.locator("summary")).to_be_focused()
    first.locator("summary").click()
    page.get_by_role("heading", name="Invoices").click()
    expect(first).not_to_have_attribute("open", "")


def test_the_customers_link_is_shown_and_copied(office, open_page, host, deal):
    document = a(office, deal, "AUTHORISED")
    page = open_page(host.deal_url(deal))
    menu(page, document).get_by_role("link", name="Customer’s link").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Link")).to_have_value(
        re.compile("https://in.xero.com/")
    )
    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    assert violations(page) == []


def test_the_menu_fits_and_can_be_read(office, open_page, host, deal):
    documents = on_deal(office, deal, *[in_xero(office, each) for each in ("DRAFT", "PAID")])
    page = open_page(host.deal_url(deal), role="admin")
    for document in documents:
        menu(page, document)
        # What the menu lies over for a moment is not judged.
        assert_readable(page, f"menu-{document.status}", within=f"#xi-menu-{document.pk}")
        expect(page.locator(f"#xi-menu-{document.pk}")).to_be_visible()
        page.keyboard.press("Escape")
