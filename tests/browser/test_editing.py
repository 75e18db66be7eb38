"""A rep changes an invoice of Xero in the dialog over the deal page, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.documents.acting import in_xero, on_deal, tenant_of
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
    return host.make_deal(tenant=office.tenant)


@pytest.fixture
def document(office, deal):
    (made,) = on_deal(office, deal, in_xero(office, "DRAFT", Reference="PO 1"))
    return made


def edit_from(page, document):
    page.get_by_text(f"Actions for {document.number}").locator("xpath=ancestor::summary").click()
    page.locator(f"#xi-do-edit-{document.pk}").click()


def somebody_edits(office, document, **changes) -> None:
    tenant = tenant_of(office)
    acts.edit(office.sandbox, tenant, document_id=document.xero_id, changes=changes)
    news, client = News(VersionSource.WEBHOOK), client_for(office.connection)
    take_over_invoices(office.connection, client, [document.xero_id], news)


def test_an_invoice_is_changed_in_the_dialog(office, open_page, host, deal, document):
    page = open_page(host.deal_url(deal))
    office.forget_calls()
    edit_from(page, document)
    expect(page.get_by_role("heading", name=f"Edit {document.number}")).to_be_focused()
    expect(page.locator("#xi-plan")).to_contain_text("Nothing has been changed yet.")
    assert violations(page) == []
    page.get_by_label("Quantity").first.fill("3")
    expect(page.locator("#xi-plan .xi-edits")).to_contain_text("100.00")
    expect(page.locator("#xi-plan .xi-edits")).to_contain_text("300.00")
    expect(page.locator("#xi-create")).to_have_text("Save draft · 300.00 NZD")
    assert violations(page) == []
    assert office.calls() == []
    page.locator("#xi-create").click()
    expect(page.locator(".xi-document-row")).to_contain_text("300.00")
    assert len(office.calls()) == 1
    assert str(office.organisation.invoices[document.xero_id].total) == "300.00"


def test_what_changed_in_xero_meanwhile_is_decided_in_the_dialog(
    office, open_page, host, deal, document
):
    page = open_page(host.deal_url(deal))
    edit_from(page, document)
    expect(page.get_by_label("Reference")).to_have_value("PO 1")
    somebody_edits(office, document, Reference="Theirs")
    page.get_by_label("Reference").fill("Mine")
    page.locator("#xi-create").click()
    news = page.locator("#xi-news")
    expect(news).to_contain_text("Theirs")
    expect(page.get_by_label("Reference")).to_have_value("Mine")
    assert violations(page) == []
    news.get_by_role("button", name="Keep mine and overwrite").click()
    expect(news).to_have_count(0)
    page.locator("#xi-create").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert office.organisation.invoices[document.xero_id].reference == "Mine"


def test_the_same_without_javascript(office, open_page, host, deal, document):
    page = open_page(host.deal_url(deal), java_script_enabled=False)
    edit_from(page, document)
    page.get_by_label("Reference").fill("PO 2")
    page.locator("#xi-create").click()
    expect(page.locator(".xi-document-row")).to_have_count(1)
    assert office.organisation.invoices[document.xero_id].reference == "PO 2"


def test_an_invoice_is_copied_from_its_menu(office, open_page, host, deal, document):
    page = open_page(host.deal_url(deal), role="admin")
    page.get_by_text(f"Actions for {document.number}").locator("xpath=ancestor::summary").click()
    page.locator(f"#xi-do-copy-{document.pk}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Copy {document.number} to a new invoice?")
    assert violations(page) == []
    dialog.get_by_role("button", name="Delete and copy").click()
    expect(page.get_by_role("heading", name="New invoice")).to_be_visible()
    expect(page.get_by_text(f"Copied from {document.number}")).to_be_visible()
    assert office.organisation.invoices[document.xero_id].status == "DELETED"


def test_the_form_fits_and_can_be_read(office, open_page, deal, document, host):
    page = open_page(host.deal_url(deal))
    edit_from(page, document)
    page.get_by_label("Quantity").first.fill("3")
    expect(page.locator("#xi-plan .xi-edits")).to_contain_text("300.00")
    assert_readable(page, "editing")
