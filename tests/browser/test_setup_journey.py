"""An administrator's first set-up in a real browser, on a phone and at a desk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import violations
from tests.journeys.office import Office
from xero_integration.models import Connection, Setup
from xero_integration.testing.world import connect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("strict_csp")]


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    """The administrator came back from Xero; the worker has not begun."""
    tenant = "north" if host.has_tenants else ""
    admin, rep = (sign_in(name, tenant=tenant) for name in ("admin", "rep"))
    connection = connect(admin, reverse("xero_integration:connect"), writing=False)
    host.make_deal(tenant=tenant, title="Campus booking system")
    return Office(host, sandbox, queue, admin, rep, connection, tenant)


def address(office: Office) -> str:
    return reverse("xero_integration:setup", args=[office.connection.pk])


def keep(page, name: str) -> None:
    """A picture to look at, where somebody asked for them."""
    folder = os.environ.get("XI_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"setup-{name}.png", full_page=True)


def look_at(page, name: str) -> None:
    keep(page, name)
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{name} is {wide} px too wide"


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_the_sign_in_at_xero_to_writing(office, open_page, width, scheme):
    page = open_page(
        f"{address(office)}?connected=1",
        role="admin",
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    expect(page.get_by_text("0 of 5 lists")).to_be_visible()
    look_at(page, f"fetching-{width}-{scheme}")

    office.queue.run_all()
    expect(page.get_by_role("button", name="Accept the standard set-up")).to_be_visible()
    look_at(page, f"settings-{width}-{scheme}")

    page.get_by_role("button", name="Accept the standard set-up").click()
    expect(page.get_by_text("Subtotal")).to_be_visible()
    look_at(page, f"test-{width}-{scheme}")

    page.get_by_role("button", name="Switch writing on").click()
    expect(page.get_by_role("heading", name="Everything is set up")).to_be_visible()
    look_at(page, f"done-{width}-{scheme}")
    assert not Connection.objects.get().is_read_only


def test_the_same_without_javascript(office, open_page):
    page = open_page(address(office), role="admin", java_script_enabled=False)
    office.queue.run_all()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Accept the standard set-up").click()
    page.get_by_role("button", name="Test this deal").click()
    expect(page.get_by_text("Subtotal")).to_be_visible()
    page.get_by_role("link", name="Settings", exact=True).click()
    expect(page.get_by_text("These settings were saved before")).to_be_visible()
    page.goto(address(office))  # left and come back
    page.get_by_role("button", name="Switch writing on").click()
    expect(page.get_by_role("heading", name="Everything is set up")).to_be_visible()
    assert Setup.objects.get().finished_at is not None


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_switch_on_the_connection_page(office, open_page, width):
    page = open_page(
        reverse("xero_integration:connection", args=[office.connection.pk]),
        role="admin",
        viewport={"width": width, "height": 900},
    )
    look_at(page, f"connection-off-{width}")
    page.get_by_role("button", name="Switch writing on").click()
    expect(page.get_by_role("button", name="Make it read-only")).to_be_visible()
    look_at(page, f"connection-on-{width}")


@pytest.mark.parametrize("width", [360, 1280])
def test_which_of_two_organisations(office, open_page, width):
    made = connect(
        office.admin, reverse("xero_integration:connect"), organisations=(1,), writing=False
    )
    office.queue.run_all()
    office.connection = made
    page = open_page(address(office), role="admin", viewport={"width": width, "height": 900})
    look_at(page, f"organisation-{width}")
    page.get_by_role("radio", name=made.name).check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Standard set-up")).to_be_visible()
    assert Connection.objects.get(is_preferred=True) == made
