"""An administrator's first set-up in a real browser, on a phone and at a desk."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.looking import assert_readable
from tests.journeys.office import FormReader, Office
from xero_integration.models import Connection, FieldMapping, SettingsDraft, Setup
from xero_integration.testing.world import connect

pytestmark = pytest.mark.browser


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


def test_from_the_sign_in_at_xero_to_writing(office, open_page):
    page = open_page(f"{address(office)}?connected=1", role="admin")
    expect(page.get_by_text("0 of 5 lists")).to_be_visible()
    assert_readable(page, "setup-fetching")

    office.queue.run_all()
    expect(page.get_by_role("button", name="Accept the standard set-up")).to_be_visible()
    assert_readable(page, "setup-settings")

    page.get_by_role("button", name="Accept the standard set-up").click()
    expect(page.get_by_text("Subtotal")).to_be_visible()
    assert_readable(page, "setup-test")

    page.get_by_role("button", name="Switch writing on").click()
    expect(page.get_by_role("heading", name="Everything is set up")).to_be_visible()
    assert_readable(page, "setup-done")
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


def test_the_switch_on_the_connection_page(office, open_page):
    url = reverse("xero_integration:connection", args=[office.connection.pk])
    page = open_page(url, role="admin")
    assert_readable(page, "setup-connection-off")
    page.get_by_role("button", name="Switch writing on").click()
    expect(page.get_by_role("button", name="Make it read-only")).to_be_visible()
    assert_readable(page, "setup-connection-on")


def test_which_of_two_organisations(office, open_page):
    made = connect(
        office.admin, reverse("xero_integration:connect"), organisations=(1,), writing=False
    )
    office.queue.run_all()
    office.connection = made
    page = open_page(address(office), role="admin")
    assert_readable(page, "setup-organisation")
    page.get_by_role("radio", name=made.name).check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Standard set-up")).to_be_visible()
    assert Connection.objects.get(is_preferred=True) == made


def wait_until_kept(page: Page, days: str) -> None:
    """A beacon has no answer that anybody could wait for."""
    for _glance in range(200):
        if SettingsDraft.objects.filter(values__due_day=days).exists():
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{days} days were not kept")


@pytest.mark.parametrize("scripted", [True, False], ids=["with scripts", "without"])
def test_what_was_chosen_is_there_again_after_leaving(office, open_page, scripted):
    office.queue.run_all()
    page = open_page(address(office), role="admin", java_script_enabled=scripted)
    page.get_by_role("link", name="Change: New invoices").click()
    page.get_by_label("Status of a new invoice").select_option("AUTHORISED")
    due_days(page).fill("33")
    if scripted:
        page.get_by_role("link", name="Set-up").click()
        wait_until_kept(page, "33")
        page.reload()
    else:
        page.get_by_role("button", name="Keep for later").click()
    expect(page.get_by_text("You left the page “Defaults” without saving.")).to_be_visible()
    page.get_by_role("link", name="Go on there").click()
    expect(page.get_by_text("You left these choices without saving them")).to_be_visible()
    expect(due_days(page)).to_have_value("33")
    expect(page.get_by_label("Status of a new invoice")).to_have_value("AUTHORISED")
    page.get_by_role("button", name="Throw away and show what is saved").click()
    expect(due_days(page)).to_have_value("14")
    assert FieldMapping.objects.count() == 0


def test_closing_the_page_keeps_what_was_just_typed(office, open_page):
    office.queue.run_all()
    path = reverse("xero_integration:defaults", args=[office.connection.pk])
    page = open_page(path, role="admin")
    due_days(page).fill("33")
    page.goto("about:blank")
    wait_until_kept(page, "33")
    page.goto(path)
    expect(due_days(page)).to_have_value("33")


def test_a_pause_while_typing_keeps_too_and_saving_ends_it(office, open_page):
    office.queue.run_all()
    path = reverse("xero_integration:defaults", args=[office.connection.pk])
    page = open_page(path, role="admin")
    with page.expect_request_finished(is_kept):
        due_days(page).fill("33")
    assert SettingsDraft.objects.get().values["due_day"] == "33"
    due_days(page).fill("34")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. New invoices use these settings")).to_be_visible()
    assert FieldMapping.objects.get().config["due_date"]["day"] == 34
    assert SettingsDraft.objects.count() == 0


@pytest.mark.parametrize("name", ["setup", "mapping", "defaults"])
def test_pages_that_were_left_can_be_read(office, open_page, name):
    office.queue.run_all()
    for left, typed in (("mapping", {}), ("defaults", {"due_day": "400"})):
        leave(office, left, **typed)
    page = open_page(reverse(f"xero_integration:{name}", args=[office.connection.pk]), role="admin")
    expect(page.get_by_text("without saving").first).to_be_visible()
    assert_readable(page, f"left-{name}")


def due_days(page):
    return page.get_by_role("spinbutton", name="Due date")


def is_kept(request) -> bool:
    return request.resource_type == "ping"


def leave(office: Office, name: str, **typed: str) -> None:
    url = reverse(f"xero_integration:{name}", args=[office.connection.pk])
    form_id = f"xi-{name}-form"
    values = FormReader(office.admin.get(url).content.decode(), form_id).values
    office.admin.post(
        url, {**values, "reference_1": values.get("name_1", ""), **typed, "keep": "1"}
    )
