"""Who gets through which door, and what the others are told (rows 1, 3, 4 and 17)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import Http404, HttpRequest, HttpResponse

from tests.hosts.protocol import Host
from xero_integration.access.doors import enter, guarded, may, open_deal, open_object
from xero_integration.access.permissions import Permission
from xero_integration.exceptions import (
    ConfigurationError,
    HostDataError,
    NeedsSignIn,
    RefreshBusy,
    Throttled,
    ValidationRefused,
)

SendAs = Callable[..., HttpRequest]

JSON = {"headers": {"Accept": "application/json"}}
HTMX = {"HX_Request": "true"}


@guarded
def deal_view(request: HttpRequest, source: str, pk: str) -> HttpResponse:
    deal = open_deal(request, source, pk, Permission.CREATE_DOCUMENT)
    return HttpResponse(f"{deal.ref.key} by {deal.actor.name} in {deal.tenant!r}")


@guarded
def settings_view(request: HttpRequest) -> HttpResponse:
    visitor = enter(request, Permission.MANAGE_MAPPING)
    return HttpResponse(f"settings by {visitor.actor.key} in {visitor.tenant!r}")


def visit(request: HttpRequest, deal: Any) -> HttpResponse:
    response: Any = deal_view(request, "deal", str(deal.pk))
    return response


def body_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_rep_opens_a_deal_and_is_named(host: Host, request_as: SendAs) -> None:
    deal = host.make_deal()
    response = visit(request_as("rep"), deal)
    assert response.status_code == 200
    assert f"deal:{deal.pk} by " in body_of(response)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.contract(1)
@pytest.mark.parametrize("pk", ["abc", "", "99999999999999999999", "\x00"])
def test_row_1_a_key_that_is_none_is_not_found(request_as: SendAs, pk: str) -> None:
    with pytest.raises(Http404):
        deal_view(request_as("rep"), "deal", pk)


@pytest.mark.contract(1)
def test_row_1_a_well_formed_key_of_nothing_is_not_found(host: Host, request_as: SendAs) -> None:
    with pytest.raises(Http404):
        deal_view(request_as("rep"), "deal", host.unknown_pk())


@pytest.mark.contract(2)
def test_row_2_an_unknown_source_is_not_found(request_as: SendAs) -> None:
    with pytest.raises(Http404):
        deal_view(request_as("rep"), "order", "1")


@pytest.mark.contract(3)
@pytest.mark.parametrize("role", ["norights", "viewer"])
def test_row_3_without_the_right_a_deal_stays_shut(
    host: Host, request_as: SendAs, role: str
) -> None:
    response = visit(request_as(role), host.make_deal())
    assert response.status_code == 403
    assert "You don&#x27;t have permission to do this." in body_of(response)


@pytest.mark.contract(3)
def test_row_3_a_program_is_refused_in_json(host: Host, request_as: SendAs) -> None:
    response = visit(request_as("viewer", **JSON), host.make_deal())
    assert response.status_code == 403
    assert json.loads(response.content)["code"] == "not_allowed"


@pytest.mark.contract(3)
def test_row_3_the_deal_of_another_tenant_is_not_found(host: Host, request_as: SendAs) -> None:
    if not host.has_tenants:
        pytest.skip("this host has no tenants")
    with pytest.raises(Http404):
        visit(request_as("rep"), host.make_deal(tenant="south"))


@pytest.mark.contract(4)
def test_row_4_a_host_may_name_its_callers_without_users(settings: Any, request_as: SendAs) -> None:
    sources = {"deal": "tests.host.sources.TokenSource"}
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "SOURCES": sources}
    request = request_as(headers={"X_Caller": "robot"})
    deal = open_object(request, "deal", request_as("rep").user, Permission.VIEW)
    assert (deal.actor.key, deal.actor.name) == ("actor:robot", "robot")
    assert not may(request, deal, Permission.VOID)


@pytest.mark.contract(17)
def test_row_17_people_are_sent_to_the_sites_own_sign_in_and_back(
    host: Host, request_as: SendAs, settings: Any
) -> None:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "LOGIN_URL": "/sign-in/"}
    response = visit(request_as(path="/xero/deal/7/?tab=1"), host.make_deal())
    target = urlsplit(response["Location"])
    assert response.status_code == 302
    assert target.path == "/sign-in/"
    assert parse_qs(target.query)["next"] == ["/xero/deal/7/?tab=1"]


@pytest.mark.contract(17)
def test_row_17_a_program_gets_401_in_json(host: Host, request_as: SendAs) -> None:
    response = visit(request_as(**JSON), host.make_deal())
    assert response.status_code == 401
    assert json.loads(response.content)["code"] == "sign_in"


@pytest.mark.contract(17)
@pytest.mark.parametrize(
    ("stands_on", "back"),
    [
        ("http://testserver/deals/3/?x=1", "/deals/3/?x=1"),
        ("http://evil.example/deals/3/", "/"),
        ("", "/"),
    ],
)
def test_row_17_a_fragment_sends_the_page_it_stands_on_to_sign_in(
    host: Host, request_as: SendAs, stands_on: str, back: str
) -> None:
    request = request_as(headers={**HTMX, "HX_Current_URL": stands_on})
    response = visit(request, host.make_deal())
    assert response.status_code == 200
    assert parse_qs(urlsplit(response["HX-Redirect"]).query)["next"] == [back]


def test_settings_pages_are_entered_with_the_right_and_the_tenant(
    host: Host, request_as: SendAs
) -> None:
    response: Any = settings_view(request_as("admin"))
    tenant = "'north'" if host.has_tenants else "''"
    assert response.status_code == 200
    assert f"in {tenant}" in body_of(response)


@pytest.mark.parametrize("role", ["norights", "viewer", "rep", "approver"])
def test_settings_pages_stay_shut_for_others(request_as: SendAs, role: str) -> None:
    assert settings_view(request_as(role)).status_code == 403


def test_a_weak_sign_in_is_told_where_to_make_it_strong(
    host: Host, request_as: SendAs, gate_is_on: None
) -> None:
    response = visit(request_as("rep"), host.make_deal())
    assert response.status_code == 403
    assert "second factor" in body_of(response)
    assert "/2fa/" in body_of(response)


def test_a_weak_sign_in_is_told_so_even_where_there_is_no_such_page(
    host: Host, request_as: SendAs, gate_is_on: None, settings: Any
) -> None:
    configured = {**settings.XERO_INTEGRATION, "STRONG_SIGN_IN_URL": "no_such_page"}
    settings.XERO_INTEGRATION = configured
    response = visit(request_as("rep"), host.make_deal())
    assert response.status_code == 403
    assert "second factor" in body_of(response)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ConfigurationError("SETTING is wrong"), 500),
        (HostDataError(), 422),
        (NeedsSignIn(), 409),
        (ValidationRefused(messages=["Account code '9' is not valid."]), 422),
        (RefreshBusy(), 503),
        (Throttled(), 503),
    ],
)
def test_every_error_of_the_app_is_answered_with_its_own_message(
    request_as: SendAs, error: Any, status: int
) -> None:
    @guarded
    def failing(request: HttpRequest) -> HttpResponse:
        raise error

    page: Any = failing(request_as("rep"))
    program: Any = failing(request_as("rep", **JSON))
    assert (page.status_code, program.status_code) == (status, status)
    answer = json.loads(program.content)
    assert (answer["code"], answer["message"]) == (error.code, error.default_message)
    assert answer.get("detail", []) == list(getattr(error, "messages", []))
    assert "SETTING" not in body_of(page)
