"""The page "Invoicing → Xero" and the page of one connection."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from tests.connections.world import NAMES, Journey
from xero_integration.connections import services
from xero_integration.connections.models import Connection, Grant

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def listing(journey: Journey) -> str:
    return text_of(journey.browser.get(reverse("xero_integration:connections")))


def detail(journey: Journey) -> str:
    return reverse("xero_integration:connection", args=[Connection.objects.get().pk])


def test_without_a_connection_it_invites_to_connect(journey: Journey) -> None:
    text = listing(journey)
    assert "Xero is not connected yet" in text
    assert "Connect to Xero" in text


def test_it_lists_connections_with_their_organisation_and_state(journey: Journey) -> None:
    journey.connect(name="Books")
    text = listing(journey)
    for expected in ("Books", NAMES[0], "Connected"):
        assert expected in text
    assert "Needs sign-in" not in text

    services.mark_needs_sign_in(Grant.objects.get(), "invalid_grant")
    text = listing(journey)
    assert "Needs sign-in" in text
    assert "Reconnect" in text


@pytest.mark.contract(5)
def test_other_tenants_connections_are_not_listed(journey: Journey) -> None:
    journey.connect(name="Secret books")
    Connection.objects.update(tenant="elsewhere")
    assert "Secret books" not in listing(journey)


def test_the_list_costs_the_same_queries_for_many_connections(
    journey: Journey, django_assert_max_num_queries: Any, tenant: str
) -> None:
    journey.connect()
    grant = Grant.objects.get()
    for number in range(30):
        Connection.objects.create(
            tenant=tenant, name=f"No. {number}", grant=grant, xero_tenant_id=f"{number}"
        )
    with django_assert_max_num_queries(8):
        assert "No. 29" in listing(journey)


def test_one_connection_shows_who_what_and_which_permissions(journey: Journey) -> None:
    journey.connect(name="Books")
    text = text_of(journey.browser.get(detail(journey)))
    for expected in (
        NAMES[0],
        "adviser@example.com",
        "Adviser",
        "accounting.invoices",
        "Disconnect",
    ):
        assert expected in text


def test_a_connection_can_be_renamed_but_not_to_a_name_in_use(journey: Journey) -> None:
    journey.connect(name="Books")
    page = detail(journey)
    journey.connect(NAMES[1], name="Tea")
    refused = journey.browser.post(page, {"name": "TEA"})
    assert refused.status_code == 422
    assert "already has this name" in text_of(refused)
    assert journey.browser.post(page, {"name": "Main books"}).status_code == 302
    assert set(Connection.objects.values_list("name", flat=True)) == {"Main books", "Tea"}


def test_what_people_type_is_shown_as_text(journey: Journey) -> None:
    journey.connect(name="<script>alert(1)</script>")
    assert "<script>alert" not in listing(journey)
    assert "&lt;script&gt;alert" in listing(journey)


def test_htmx_is_sent_to_xero_by_its_own_header(journey: Journey) -> None:
    answer = journey.browser.post(
        reverse("xero_integration:connect"), headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].startswith("http://xero.test/identity/connect/authorize")


def test_the_configured_redirect_uri_is_used_and_shown(
    journey: Journey, xero_settings: Any
) -> None:
    xero_settings(REDIRECT_URI="https://app.example/xero-done")
    assert "https://app.example/xero-done" in listing(journey)
    answer = journey.browser.post(reverse("xero_integration:connect"))
    assert "redirect_uri=https%3A%2F%2Fapp.example%2Fxero-done" in answer.headers["Location"]


@pytest.mark.parametrize("pk", ["1", "nonsense", "0a1b2c3d-0000-4000-8000-00000000abcd"])
def test_an_unknown_connection_is_not_found(journey: Journey, pk: str) -> None:
    base = reverse("xero_integration:connections")
    assert journey.browser.get(f"{base}{pk}/").status_code == 404


@pytest.mark.parametrize("name", ["connection", "mapping", "defaults", "lists"])
def test_every_page_of_a_connection_leads_to_the_others_and_marks_itself(
    journey: Journey, name: str
) -> None:
    journey.connect()
    pk = Connection.objects.get().pk
    pages = {
        each: reverse(f"xero_integration:{each}", args=[pk])
        for each in ("connection", "mapping", "defaults", "lists")
    }
    text = text_of(journey.browser.get(pages[name]))
    links = re.findall(r'<a href="([^"]+)"( aria-current="page")?>', text)
    rail = dict(links)
    assert [page for page in pages.values() if page not in rail] == []
    assert [page for page, is_current in rail.items() if is_current] == [pages[name]]


def test_a_disconnected_connection_offers_no_lists(journey: Journey) -> None:
    journey.connect()
    page = detail(journey)
    connection = Connection.objects.get()
    lists = reverse("xero_integration:lists", args=[connection.pk])
    assert lists in text_of(journey.browser.get(page))
    journey.browser.post(reverse("xero_integration:disconnect", args=[connection.pk]))
    assert lists not in text_of(journey.browser.get(page))
    assert journey.browser.get(lists).status_code == 404
