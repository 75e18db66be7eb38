"""An admin in the settings: mapping, defaults, connection, lists; with and without JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from xero_integration.models import Connection

from .conftest import violations
from .looking import assert_readable

pytestmark = pytest.mark.browser

PAGES = ("connections", "connection", "disconnect", "mapping", "defaults", "lists")


def address(office, name: str) -> str:
    args = [] if name == "connections" else [office.connection.pk]
    return reverse(f"xero_integration:{name}", args=args)


@pytest.mark.parametrize("scripted", [True, False], ids=["with scripts", "without"])
def test_an_admin_changes_the_mapping_and_the_defaults(office, open_page, host, scripted):
    host.make_deal(tenant=office.tenant, title="An oven to preview")
    options = {"role": "admin", "java_script_enabled": scripted}
    page = open_page(address(office, "mapping"), **options)
    if not scripted:
        page.get_by_role("button", name="Preview").click()
    expect(page.locator("#xi-mapping-preview")).to_contain_text("Harbour Bakery")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    page.goto(address(office, "defaults"))
    page.get_by_label("Status").select_option("AUTHORISED")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Status")).to_have_value("AUTHORISED")


@pytest.mark.parametrize("scripted", [True, False], ids=["with scripts", "without"])
def test_an_admin_renames_and_disconnects_a_connection(office, open_page, scripted):
    page = open_page(address(office, "connection"), role="admin", java_script_enabled=scripted)
    page.get_by_label("Name").fill("Head office")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Head office")).to_be_visible()
    page.get_by_role("link", name="Disconnect").click()
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("disconnected").first).to_be_visible()
    assert Connection.objects.get().state == "disconnected"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_read(office, open_page, host, name):
    host.make_deal(tenant=office.tenant)
    assert_readable(open_page(address(office, name), role="admin"), f"settings-{name}")


def test_a_wrong_rule_is_told_beside_its_field(office, open_page, forgiven):
    forgiven.append("422")
    page = open_page(address(office, "defaults"), role="admin")
    page.locator("#id_due_day").fill("400")
    page.locator("form#xi-defaults-form").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#id_due_day")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
