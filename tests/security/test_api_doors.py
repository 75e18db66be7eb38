"""Every door of the REST API, tried by everybody who could stand before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client

from tests.hosts.roles import ROLES
from tests.journeys.office import Office
from xero_integration.api.base import Endpoint

from . import scoped
from .api_doors import API_DOORS, all_methods, knock, open_api
from .doors import METHODS, VISITORS, Door, Site
from .test_doors import STRONG, own_rows

WRITES = [door for door in API_DOORS if door.method != "GET"]
SHUT = {401, 403, 404, 405}


@pytest.fixture
def site(office: Office) -> Site:
    return open_api(office)


def said(answer: Any) -> str:
    shut = answer.status_code in SHUT or answer.status_code >= 500
    return str(answer.status_code) if shut else "in"


def differences(
    browser: Client,
    site: Site,
    column: str,
    doors: list[Door],
    headers: Mapping[str, str] | None = None,
) -> list[str]:
    wrong = []
    for door in doors:
        wanted, answer = door.answers[column], knock(browser, site, door, headers=headers)
        got = said(answer)
        if wanted not in {got, str(answer.status_code)}:
            wrong.append(f"{door.key} {door.method} for {column}: wanted {wanted}, got {got}")
    return wrong


def shut_for(column: str) -> list[Door]:
    return [door for door in API_DOORS if door.answers[column] != "in"]


def open_for(column: str) -> list[Door]:
    return [door for door in API_DOORS if door.answers[column] == "in"]


def test_every_url_and_method_has_its_row() -> None:
    rows = [(door.name, door.method) for door in API_DOORS if not door.what]
    acts = {(door.name, door.method) for door in API_DOORS if door.what}
    assert sorted([*rows, *acts]) == sorted(all_methods())


@pytest.mark.parametrize("name", VISITORS)
def test_the_doors_open_for_those_they_are_meant_for(site: Site, visitor: Any, name: str) -> None:
    if name == "neighbour" and not site.office.host.has_tenants:
        pytest.skip("this host has no tenants")
    browser, before = visitor(name), own_rows()
    wrong = differences(browser, site, name, shut_for(name))
    assert own_rows() == before
    assert site.office.calls() == []
    assert wrong + differences(browser, site, name, open_for(name)) == []


def test_every_refusal_is_a_problem_that_says_why(site: Site, visitor: Any) -> None:
    for name, code in (("nobody", "sign_in"), ("norights", "not_allowed")):
        browser = visitor(name)
        for door in API_DOORS:
            answer = knock(browser, site, door)
            assert answer.headers["Content-Type"] == "application/problem+json", door
            assert answer.json()["code"] == code, door
            assert ("WWW-Authenticate" in answer.headers) == (name == "nobody"), door


def test_a_weak_sign_in_opens_nothing(site: Site, visitor: Any, settings: Any) -> None:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "STRONG_SIGN_IN": STRONG}
    browser, before = visitor("admin"), own_rows()
    for door in API_DOORS:
        answer = knock(browser, site, door)
        assert (answer.status_code, answer.json()["code"]) == (403, "weak_sign_in"), door
    assert own_rows() == before
    assert site.office.calls() == []


@pytest.mark.parametrize("name", ["nobody", "admin"])
def test_other_methods_are_refused(site: Site, visitor: Any, name: str) -> None:
    browser, wrong = visitor(name), []
    doors = {door.name: door for door in API_DOORS}
    for door in doors.values():
        meant = {each.method for each in API_DOORS if each.name == door.name}
        for method in METHODS:
            same_as_get = method == "HEAD" and "GET" in meant
            if method not in meant and not same_as_get:
                status = knock(browser, site, door, method).status_code
                wrong += [] if status == 405 else [f"{method} {door.name}: {status}"]
    assert wrong == []


# ---- sessions and tokens -------------------------------------------------------------------


@pytest.mark.contract(16)
def test_a_session_writes_nothing_without_the_token_of_the_page(
    site: Site, sign_in: Callable[..., Client]
) -> None:
    browser = sign_in("admin", tenant=site.office.tenant, csrf=True)
    before = own_rows()
    for door in WRITES:
        assert knock(browser, site, door).status_code == 403, door
    assert own_rows() == before
    assert site.office.calls() == []


@pytest.mark.contract(16)
def test_a_session_that_the_host_reads_by_itself_is_checked_as_well(
    site: Site, sign_in: Callable[..., Client], monkeypatch: Any
) -> None:
    monkeypatch.setattr(Endpoint, "authentication_classes", [])
    browser = sign_in("admin", tenant=site.office.tenant, csrf=True)
    before = own_rows()
    for door in WRITES:
        assert knock(browser, site, door).status_code in {401, 403}, door
    assert own_rows() == before


@pytest.mark.contract(16)
@pytest.mark.parametrize(
    ("scopes", "column"),
    [(ROLES["admin"], "admin"), (ROLES["rep"], "rep"), (("view",), "viewer"), ((), "norights")],
)
def test_a_token_needs_no_csrf_and_opens_what_it_allows_and_no_more(
    site: Site, settings: Any, monkeypatch: Any, scopes: tuple[str, ...], column: str
) -> None:
    sources = {site.office.host.source_key: scoped.PATH}
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "SOURCES": sources}
    monkeypatch.setattr(Endpoint, "authentication_classes", [scoped.ByToken])
    user = site.office.host.make_user("admin", tenant=site.office.tenant)
    browser, token = Client(enforce_csrf_checks=True), scoped.token_of(user, *scopes)
    before = own_rows()
    wrong = differences(browser, site, column, shut_for(column), token)
    assert own_rows() == before
    assert wrong + differences(browser, site, column, open_for(column), token) == []
