"""What the deal panel and the invoice form weigh on the wire, compressed as servers do it."""

from __future__ import annotations

import gzip
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.documents.acting import in_xero, on_deal
from tests.journeys.archive import linked_deal

pytestmark = pytest.mark.browser

MOST = 60_000
STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED")


@pytest.fixture
def deal(office):
    deal = linked_deal(office)
    on_deal(office, deal, *[in_xero(office, each) for each in STATUSES])
    return deal


@pytest.fixture
def weighed(open_page):
    """``weighed(url)`` opens a page; gives it, and a way to weigh all that it fetched so far."""

    def opened(path: str):
        page = open_page("about:blank")
        fetched = []
        page.on("requestfinished", lambda request: fetched.append(request))
        page.goto(path)
        page.wait_for_load_state("networkidle")

        def weights() -> dict[str, int]:
            found: Counter[str] = Counter()
            for request in fetched:
                found[request.resource_type] += len(gzip.compress(request.response().body(), 6))
            return found

        return page, weights

    return opened


def test_the_deal_page_with_its_panel(host, deal, weighed):
    page, weights = weighed(host.deal_url(deal))
    assert {"document", "stylesheet", "script"} <= set(weights())
    assert sum(weights().values()) <= MOST, weights()
    with page.expect_request_finished(lambda request: request.resource_type == "xhr"):
        page.get_by_role("link", name="the invoice").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert "xhr" in weights()
    assert sum(weights().values()) <= MOST, weights()


def test_the_form_page(office, deal, weighed):
    _page, weights = weighed(office.form_url(deal))
    assert {"document", "stylesheet", "script"} <= set(weights())
    assert sum(weights().values()) <= MOST, weights()
