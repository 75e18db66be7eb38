"""Deals with HTMX, with the very templates of the how-to, also in a real browser."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.documents.acting import in_xero, on_deal
from tests.journeys.archive import linked_deal

from .blocks import take

HTMX = {"HX-Request": "true"}


@pytest.fixture
def shown(crm, office, tmp_path):
    """Renders one of the page's templates as the rep sees it, for a page or for a swap."""
    crm.templates(
        tmp_path,
        {
            "crm/base.html": take("htmx-deals.md", "crm/templates/crm/base.html"),
            "crm/deal.html": take("htmx-deals.md", "crm/templates/crm/deal.html"),
            "crm/later.html": take("htmx-deals.md", "crm/templates/crm/deal_later.html"),
            "crm/rows.html": take("htmx-deals.md", "crm/templates/crm/rows.html"),
        },
    )

    def rendered(name: str, *, swap: bool = False, **context: object) -> str:
        request = RequestFactory().get("/", headers=HTMX if swap else {})
        request.user = office.host.make_user("rep")
        return render_to_string(name, context, request)

    return rendered


def test_the_base_brings_stylesheet_and_script_once(shown):
    page = shown("crm/base.html")
    assert page.count("xero_integration.css") == page.count("xero_integration.js") == 1
    assert "crm/htmx.min.js" in page


def test_a_swap_brings_the_panel_without_them(shown, office):
    deal = linked_deal(office)
    swapped = shown("crm/deal.html", swap=True, deal=deal)
    assert "data-xi-panel" in swapped
    assert "xero_integration.css" not in swapped


def test_the_panel_comes_after_the_page(shown, office):
    deal = linked_deal(office)
    page = shown("crm/later.html", deal=deal)
    address = page.partition('hx-get="')[2].partition('"')[0]
    answer = office.rep.get(address, headers=HTMX)
    assert answer.status_code == 200
    fragment = answer.content.decode()
    assert "data-xi-panel" in fragment
    assert "<html" not in fragment


def test_a_list_shows_how_each_deal_stands(shown, office, django_assert_max_num_queries):
    deals = [linked_deal(office) for _ in range(3)]
    on_deal(office, deals[0], in_xero(office, "AUTHORISED"))
    rows = shown("crm/rows.html", deals=deals)
    assert rows.count("<li>") == 3
    assert rows.count('class="xi-badge ') == 1
    with django_assert_max_num_queries(10):
        shown("crm/rows.html", deals=deals)
