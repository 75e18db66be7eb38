"""A host whose forms may lead nowhere else, by its policy, still gets people to Xero."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route

from xero_integration.connections import reconnect_links
from xero_integration.connections.grants import mark_needs_sign_in
from xero_integration.models import Connection, Grant

pytestmark = pytest.mark.browser

CONSENT = "http://xero.test/identity/connect/authorize?**"


def xero_in(page: Page) -> None:
    def answered(route: Route) -> None:
        route.fulfill(content_type="text/html", body="<h1>Allow access</h1>")

    page.route("http://xero.test/**", answered)


def test_connect_leads_to_the_consent_page(open_page, office):
    page = open_page(reverse("xero_integration:connections"), role="admin")
    xero_in(page)
    page.get_by_role("button", name="Connect to Xero").click()
    page.wait_for_url(CONSENT)
    assert "state=" in page.url


def test_a_name_that_is_taken_is_said_beside_it_and_kept(open_page, office, forgiven):
    forgiven.append("status of 422")
    page = open_page(reverse("xero_integration:connections"), role="admin")
    page.get_by_label("Name").fill(office.connection.name)
    page.get_by_role("button", name="Connect to Xero").click()
    page.get_by_text("Another connection already has this name").wait_for()
    assert page.get_by_label("Name").input_value() == office.connection.name


def test_the_mailed_link_leads_to_the_consent_page_and_is_used_up(open_page, office):
    mark_needs_sign_in(Grant.objects.get(), "invalid_grant")
    link, token = reconnect_links.make(Connection.objects.get(), sent_to="admin@host.example")
    page = open_page(reverse("xero_integration:reconnect_by_link", args=[token]), role="admin")
    xero_in(page)
    page.get_by_role("button", name="Reconnect at Xero").click()
    page.wait_for_url(CONSENT)
    link.refresh_from_db()
    assert not reconnect_links.leads_back(link)


def test_who_was_signed_out_meanwhile_comes_to_the_sign_in(open_page, office):
    page = open_page(reverse("xero_integration:connections"), role="admin")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Connect to Xero").click()
    page.wait_for_url("**login**")
