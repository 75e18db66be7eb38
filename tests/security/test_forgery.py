"""What other sites could make a browser do: post, frame, lead away, or name another host."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from tests.journeys.office import Office

from .doors import DOORS, Door, Site, open_site, request_to
from .places import rows

EVIL = "evil.example"
AWAY = (
    f"https://{EVIL}/",
    f"//{EVIL}/",
    f"///{EVIL}/",
    f"/\\{EVIL}/",
    f"\\\\{EVIL}/",
    f"https:{EVIL}/",
    f"http:///{EVIL}/",
    f"https://testserver@{EVIL}/",
    f"https://testserver.{EVIL}/",
    f" https://{EVIL}/",
    f"\t//{EVIL}/",
    f"javascript://{EVIL}/%0aalert(1)",
    f"data:text/html,{EVIL}",
)
HTMX = {"HX-Request": "true"}
POSTS = [door for door in DOORS if door.method == "POST"]
SIGNED = "webhook"
"""Xero has no cookie and signs what it posts."""


@pytest.fixture
def site(office: Office) -> Site:
    return open_site(office)


def own_rows() -> list[tuple[str, str]]:
    return [each for each in rows() if each[0].startswith("table xero_integration_")]


# ---- posts from elsewhere ------------------------------------------------------------------


@pytest.mark.contract(16)
@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": f"https://{EVIL}"}, HTMX, {"Content-Type": "text/plain"}],
    ids=["plain", "other origin", "htmx", "simple"],
)
def test_no_post_without_the_token_of_the_page(site: Site, sign_in: Any, headers: Any) -> None:
    browser = sign_in("admin", tenant=site.office.tenant, csrf=True)
    before = own_rows()
    for door in POSTS:
        answer = request_to(browser, site, door, headers=headers)
        assert answer.status_code == (401 if door.name == SIGNED else 403), door
    assert own_rows() == before
    assert site.office.calls() == []


def test_a_token_of_the_page_does_not_help_another_origin(site: Site, sign_in: Any) -> None:
    browser = sign_in("admin", tenant=site.office.tenant, csrf=True)
    page = next(door for door in DOORS if door.name == "connections")
    request_to(browser, site, page)
    token = browser.cookies["csrftoken"].value
    before = own_rows()
    for door in POSTS:
        typed = {"csrfmiddlewaretoken": token}
        answer = request_to(browser, site, door, headers={"Origin": f"http://{EVIL}"}, **typed)
        assert answer.status_code == (401 if door.name == SIGNED else 403), door
    assert own_rows() == before


# ---- leading away --------------------------------------------------------------------------


class Ways(HTMLParser):
    """Every address that a page could lead to by itself or by a press."""

    LEADING = ("href", "src", "action", "formaction", "data-href", "hx-get", "hx-post", "content")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._next = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.found += [value or "" for name, value in attrs if name in self.LEADING]
        if named.get("name") == "next":
            self.found.append(named.get("value") or "")


def ways_of(answer: Any) -> Iterator[str]:
    for name in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url"):
        yield answer.headers.get(name, "")
    if "html" in answer.headers.get("Content-Type", ""):
        yield from Ways(answer.content.decode()).found


def leads_away(answer: Any) -> list[str]:
    """A way to the sign-in page may name our own address, whatever stands in its query."""
    ways = [way for way in ways_of(answer) if EVIL in way]
    return [way for way in ways if not way.startswith("/") or way[1:2] in {"/", "\\"}]


def knock(browser: Client, site: Site, door: Door, away: str, headers: Any) -> Any:
    address = {"next": away}
    if door.method == "POST":
        return request_to(browser, site, door, headers=headers, **address)
    return browser.get(site.url(door), address, headers=headers)


def ways_out(site: Site, browser: Client, doors: list[Door], away: str) -> list[str]:
    wrong = []
    for door in doors:
        for headers in ({}, HTMX):
            answer = knock(browser, site, door, away, headers)
            assert answer.status_code < 500, door
            wrong += [f"{door.key} {door.method}: {way}" for way in leads_away(answer)]
    return wrong


@pytest.mark.contract(15)
@pytest.mark.parametrize("name", ["nobody", "admin"])
def test_next_leads_nowhere_else(site: Site, name: str) -> None:
    browser = Client() if name == "nobody" else site.office.admin
    assert ways_out(site, browser, list(DOORS), AWAY[0]) == []


def test_no_way_of_writing_an_address_leads_elsewhere(site: Site) -> None:
    named = {"document_attach", "connections", "document_action:note", "deal_refresh"}
    doors = [door for door in DOORS if door.key in named]
    for away in AWAY:
        assert ways_out(site, site.office.admin, doors, away) == []


@pytest.mark.parametrize("path", [f"//{EVIL}/", f"/\\{EVIL}/", f"///{EVIL}/"])
def test_a_page_that_is_named_by_the_browser_is_no_way_out(site: Site, path: str) -> None:
    """Referer and htmx's own header say where somebody was, and may be written by anybody."""
    for name in ("Referer", "HX-Current-URL"):
        headers = {name: f"http://testserver{path}", **(HTMX if name.startswith("HX") else {})}
        for door in POSTS:
            answer = request_to(Client(), site, door, headers=headers)
            way = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
            assert EVIL not in way, door


@pytest.mark.parametrize(
    "target", ["/deals/1/?a=b\r\nSet-Cookie: a=b", "/deals/ü/", "/a\x00b", "/a b?ü=\u2028"]
)
def test_an_odd_page_of_our_own_makes_no_header_and_no_failure(site: Site, target: str) -> None:
    for headers in ({}, HTMX):
        for door in (door for door in POSTS if door.name in {"document_attach", "deal_refresh"}):
            answer = request_to(site.office.admin, site, door, headers=headers, next=target)
            assert answer.status_code < 500, door
            assert "a" not in answer.cookies
            for way in (answer.headers.get("Location", ""), answer.headers.get("HX-Redirect", "")):
                assert way.isascii() and "=?" not in way, door


# ---- another host, another frame -----------------------------------------------------------


def test_another_host_name_is_refused_before_anything_happens(site: Site, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    before = own_rows()
    for door in DOORS:
        answer = request_to(site.office.admin, site, door, headers={"Host": EVIL})
        assert door.is_public or answer.status_code == 400, door
        assert EVIL not in str(answer.headers), door
    assert own_rows() == before


def test_a_host_name_that_only_a_proxy_may_tell_is_not_believed(site: Site, settings: Any) -> None:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "REDIRECT_URI": ""}
    connect = next(door for door in DOORS if door.name == "connect")
    answer = request_to(site.office.admin, site, connect, headers={"X-Forwarded-Host": EVIL})
    assert "testserver" in answer.headers["Location"]
    assert EVIL not in answer.headers["Location"]


@pytest.mark.parametrize("policy", ["DENY", "SAMEORIGIN"])
def test_no_other_site_can_frame_a_page_even_where_the_middleware_is_missing(
    site: Site, sign_in: Any, settings: Any, policy: str
) -> None:
    settings.X_FRAME_OPTIONS = policy
    framing = "django.middleware.clickjacking.XFrameOptionsMiddleware"
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != framing]
    browser = sign_in("admin", tenant=site.office.tenant)
    for door in DOORS:
        answer = request_to(browser, site, door)
        if not door.is_public and answer.status_code != 404:
            assert answer.headers.get("X-Frame-Options") == policy, door
