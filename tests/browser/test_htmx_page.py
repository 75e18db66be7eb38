"""A CRM of htmx as the how-to writes it, in a real browser: the panel comes after its page."""

from __future__ import annotations

import shutil
import sys
from types import ModuleType
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import include, path
from playwright.sync_api import Page, expect

from tests.documents.acting import in_xero, on_deal
from tests.howto.blocks import take
from tests.howto.crm import Crm
from tests.journeys.archive import linked_deal

pytestmark = pytest.mark.browser

PAGE = """
{% extends "crm/base.html" %}{% load static %}
{% block content %}{% include "crm/deal_later.html" %}
<p id="totals"></p>
<script src="{% static 'crm/deal.js' %}"></script>
<script src="{% static 'crm/news.js' %}"></script>{% endblock %}
"""

ASKED = """() => {
    let asked = 0;
    htmx.on("xi:refresh", () => asked++);
    document.dispatchEvent(new Event("crm:deal-saved"));
    return asked;
}"""
"""Within one step of the browser, so that no look of the panel's own is counted."""

HEARD = """async (panel) => {
    const heard = new Promise((done) => {
        document.querySelector("#totals").addEventListener("crm:recount", () => done(true));
    });
    htmx.ajax("GET", panel, { source: "#totals", swap: "none" });
    return await heard;
}"""


@pytest.fixture
def deal(office):
    deal = linked_deal(office)
    on_deal(office, deal, in_xero(office, "AUTHORISED"))
    return deal


@pytest.fixture
def deal_page(host, settings, monkeypatch, tmp_path, deal, open_page, forgiven) -> Page:
    """A project whose only page is the deal, made of the how-to's templates and script."""
    forgiven.append("Applying inline style")  # by its own htmx, without an htmx-config
    crm = Crm.on(host, settings, monkeypatch)
    crm.templates(
        tmp_path / "templates",
        {
            "crm/base.html": take("htmx-deals.md", "crm/templates/crm/base.html"),
            "crm/deal_later.html": take("htmx-deals.md", "crm/templates/crm/deal_later.html"),
            "crm/page.html": PAGE,
        },
    )
    static = tmp_path / "static" / "crm"
    static.mkdir(parents=True)
    (static / "deal.js").write_text(take("htmx-deals.md", "crm/static/crm/deal.js"))
    (static / "news.js").write_text(take("htmx-deals.md", "crm/static/crm/news.js"))
    shutil.copy(str(finders.find("django_htmx/htmx-2.min.js")), static / "htmx.min.js")
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    monkeypatch.setitem(sys.modules, "crm.urls", urls(type(deal)))
    settings.ROOT_URLCONF = "crm.urls"
    return open_page(f"/crm/{deal.pk}/")


def urls(model: Any) -> ModuleType:
    def page(request: HttpRequest, pk: str) -> HttpResponse:
        return render(request, "crm/page.html", {"deal": get_object_or_404(model, pk=pk)})

    module = ModuleType("crm.urls")
    # Made here, as its view is about the model of the host under test.
    vars(module)["urlpatterns"] = [
        path("crm/<str:pk>/", page, name="deal"),
        path("xero/", include("xero_integration.urls")),
        path("xero/", include("xero_integration.callback_urls")),
    ]
    return module


def test_the_panel_comes_after_the_page_and_its_form_opens_over_it(deal_page):
    panel = deal_page.locator(".xi-panel")
    expect(panel).to_contain_text("Awaiting payment")
    panel.locator(".xi-panel__foot [data-xi-dialog]").first.click()
    expect(deal_page.get_by_role("dialog").get_by_role("heading", level=1)).to_be_focused()


def test_an_event_of_the_crm_has_the_panel_look_again(deal_page):
    expect(deal_page.locator(".xi-panel")).to_be_visible()
    assert deal_page.evaluate(ASKED) == 1


def test_news_of_the_panel_reach_the_rest_of_the_page(deal_page, host, deal):
    panel = deal_page.locator("[data-xi-panel]")
    expect(panel).to_be_visible()
    address = panel.get_attribute("hx-get").partition("?")[0]
    assert deal_page.evaluate(HEARD, address) is True
