"""Every door of the app, tried by everybody who could stand before it."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.shortcuts import resolve_url
from django.test import Client

from tests.journeys.office import Office
from xero_integration.conf import conf

from .doors import DOORS, METHODS, VISITORS, Door, Site, all_names, open_site, request_to
from .places import rows

JSON = {"Accept": "application/json"}
STRONG = "xero_integration.access.gate.allauth_sign_in_is_strong"


@pytest.fixture
def site(office: Office) -> Site:
    return open_site(office)


def own_rows() -> list[tuple[str, str]]:
    return [each for each in rows() if each[0].startswith("table xero_integration_")]


def said(answer: Any) -> str:
    if answer.status_code == 302 and answer.headers["Location"].startswith(login_url()):
        return "login"
    shut = answer.status_code in {401, 403, 404, 405} or answer.status_code >= 500
    return str(answer.status_code) if shut else "in"


def login_url() -> str:
    return resolve_url(conf.LOGIN_URL or django_settings.LOGIN_URL)


def differences(browser: Client, site: Site, name: str, doors: list[Door]) -> list[str]:
    wrong = []
    for door in doors:
        wanted, answer = door.answers[name], request_to(browser, site, door)
        got = said(answer)
        if got != wanted and str(answer.status_code) != wanted:
            wrong.append(f"{door.key} {door.method} for {name}: wanted {wanted}, got {got}")
    return wrong


def test_every_url_has_its_row() -> None:
    assert {door.name for door in DOORS} == all_names()


@pytest.mark.parametrize("name", VISITORS)
def test_the_doors_open_for_those_they_are_meant_for(site: Site, visitor: Any, name: str) -> None:
    if name == "neighbour" and not site.office.host.has_tenants:
        pytest.skip("this host has no tenants")
    browser = visitor(name)
    opened = [door for door in DOORS if door.answers[name] == "in"]
    shut = [door for door in DOORS if door.answers[name] != "in"]
    before = own_rows()
    wrong = differences(browser, site, name, shut)
    assert own_rows() == before
    assert site.office.calls() == []
    assert wrong + differences(browser, site, name, opened) == []


def test_programs_without_a_sign_in_get_401(site: Site) -> None:
    for door in DOORS:
        answer = request_to(Client(), site, door, headers=JSON)
        assert door.is_public or answer.status_code == 401, door


def test_a_weak_sign_in_opens_nothing(site: Site, visitor: Any, settings: Any) -> None:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "STRONG_SIGN_IN": STRONG}
    browser, before = visitor("admin"), own_rows()
    for door in DOORS:
        answer = request_to(browser, site, door, headers=JSON)
        if not door.is_public:
            assert (answer.status_code, answer.json()["code"]) == (403, "weak_sign_in"), door
    assert own_rows() == before
    assert site.office.calls() == []


@pytest.mark.parametrize("name", ["nobody", "admin"])
def test_other_methods_are_refused(site: Site, visitor: Any, name: str) -> None:
    browser, wrong = visitor(name), []
    for url_name in sorted({door.name for door in DOORS}):
        mine = [door for door in DOORS if door.name == url_name]
        meant = {door.method for door in mine}
        for method in METHODS if "*" not in meant else ():
            status = request_to(browser, site, mine[0], method).status_code
            same_as_get = method == "HEAD" and "GET" in meant
            if method not in meant and status != 405 and not same_as_get:
                wrong.append(f"{method} {url_name}: {status}")
    assert wrong == []
