"""How many presses an invoice takes a rep whose customer is linked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.archive import linked_company

from .counting import count_acts
from .waiting import wait_until

pytestmark = pytest.mark.browser

MOST = 3


def test_a_rep_invoices_a_linked_customer_in_three_clicks(office, open_page, host):
    company = linked_company(office)
    deal = host.make_deal(tenant=office.tenant, company=company, title="Another oven")
    page = open_page("about:blank")
    acts = count_acts(page)
    page.goto(host.deal_url(deal))
    wait_until(page, "window.htmx")
    page.get_by_role("link", name="Create invoice").click()
    page.locator("#xi-create").click()
    expect(page.locator(".xi-document-row")).to_have_count(1)
    assert len(office.invoices()) == 1
    assert "keydown" not in acts
    assert 0 < acts.count("click") <= MOST
