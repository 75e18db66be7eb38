"""A host that mounts none of the app's pages: nothing leads to one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import include, path, reverse

from tests.connections.world import Journey, Xero, query_of
from xero_integration.models import Connection
from xero_integration.pages import page_url

pytestmark = pytest.mark.contract(13)

CALLBACK = "/hooks/callback/"


@pytest.fixture
def way_back(admin: Client, xero: Xero, settings: Any) -> dict[str, str]:
    """Code and state of a sign-in at Xero; by now the host has no page of ours any more."""
    started = Journey(admin, xero).start()
    found = query_of(xero.consent(started))
    settings.ROOT_URLCONF = "tests.connections.only_callbacks"
    return found


def test_a_sign_in_is_finished_and_leads_to_no_page(
    admin: Client, way_back: dict[str, str]
) -> None:
    answer = admin.post(CALLBACK, way_back, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["url"] == ""
    assert Connection.objects.get().name


def test_a_browser_that_comes_back_is_led_to_the_site(
    admin: Client, way_back: dict[str, str]
) -> None:
    assert admin.get(CALLBACK, way_back).headers["Location"] == "/"


def test_a_sign_in_that_failed_says_why(admin: Client, way_back: dict[str, str]) -> None:
    answer = admin.post(CALLBACK, {"state": "another"}, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["message"]


def test_a_front_end_that_xero_leads_back_to_needs_not_even_the_callback(
    admin: Client, xero: Xero, xero_settings: Any, settings: Any
) -> None:
    own = "https://spa.example/xero"
    xero_settings(REDIRECT_URI=own)
    settings.ROOT_URLCONF = (path("pages/", include("xero_integration.urls")),)
    for app in xero.box.world.identity.apps.values():
        app.redirect_uris = [own]
    asked = Journey(admin, xero).start()
    assert query_of(asked)["redirect_uri"] == own


def test_no_page_has_an_address(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.connections.only_callbacks"
    assert page_url("connections") == ""
    assert page_url("mapping", "00000000-0000-4000-8000-000000000000") == ""


def test_where_pages_are_mounted_they_are_led_to() -> None:
    assert page_url("connections") == reverse("xero_integration:connections")
