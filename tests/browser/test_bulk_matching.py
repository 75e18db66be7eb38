"""The review of matches in a real browser: on any screen, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.browser.looking import assert_readable
from tests.hosts.lines import Customer, Line
from xero_integration.models import Contact, ContactLink, MatchProposal

pytestmark = pytest.mark.browser


@pytest.fixture
def url(office) -> str:
    """Customers of each kind: certain, alike, unknown."""
    contacts = Contact.objects.filter(is_active=True, merged_to="").exclude(email="")
    for number, contact in enumerate(contacts.order_by("name")[:6]):
        email = contact.email if number < 3 else f"somebody{number}@else.example"
        customer = Customer(name=contact.name, email=email)
        lines = [Line(product="NOSUCH-77")]
        office.host.make_deal(company=customer, tenant=office.tenant, lines=lines)
    stranger = Customer(name="Qqxv Zzwk", email="nobody@nowhere.example")
    office.host.make_deal(company=stranger, tenant=office.tenant)
    return reverse("xero_integration:matching", args=[office.connection.pk])


def test_matches_are_looked_for_reviewed_and_linked(open_page, office, url):
    page = open_page(url, role="admin")
    page.get_by_role("button", name="Look for matches").click()
    page.get_by_text("Running", exact=True).wait_for()
    page.get_by_text("Nothing yet").wait_for()
    assert_readable(page, "matching-running")
    office.queue.run_all()
    page.get_by_role("link", name="Show the result").click()
    page.get_by_role("button", name="Link all of this list").wait_for()
    assert_readable(page, "matching-certain")
    page.get_by_role("button", name="Link all of this list").click()
    page.get_by_text("3 are linked.").wait_for()
    assert ContactLink.objects.count() == 3
    page.get_by_role("link", name="To review").first.click()
    assert_readable(page, "matching-review")
    page.get_by_role("button", name=re.compile("^Link it ")).first.click()
    page.get_by_text("is linked.").wait_for()
    assert ContactLink.objects.count() == 4
    page.get_by_role("link", name="No match").first.click()
    assert_readable(page, "matching-none")
    page.get_by_role("button", name=re.compile("^Skip ")).first.click()
    page.get_by_text("Nothing here").wait_for()
    assert_readable(page, "matching-empty")


def test_all_of_it_works_without_javascript(open_page, office, url):
    page = open_page(url, role="admin", java_script_enabled=False)
    page.get_by_role("button", name="Look for matches").click()
    office.queue.run_all()
    page.reload()
    page.get_by_role("button", name=re.compile("^Skip ")).first.click()
    assert MatchProposal.objects.filter(answer="skipped").count() == 1
    page.get_by_role("button", name="Link all of this list").click()
    assert "2 are linked." in page.inner_text("main")
