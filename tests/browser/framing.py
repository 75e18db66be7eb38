"""Puts the panel of a deal into pages that other people's style sheets rule."""

from __future__ import annotations

import re
from pathlib import Path

import django.contrib.admin
from playwright.sync_api import Page, Route

from .waiting import wait_until

FRAMES = Path(__file__).parent / "frames"
ADMIN = Path(django.contrib.admin.__file__).parent / "static" / "admin" / "css"
PANEL = re.compile(r"</h1>(.*)</main>", re.S)


def put_into(page: Page, frame: str, deal_url: str) -> None:
    """Open the deal's page as the frame of that name would show it."""
    page.route("**/frames/**", _sheet)
    page.route(f"**{deal_url}", lambda route: _framed(route, frame))
    page.goto(deal_url)
    wait_until(page, "window.htmx")


def _sheet(route: Route) -> None:
    name = route.request.url.partition("/frames/")[2]
    folder, _, last = name.rpartition("/")
    route.fulfill(path=(ADMIN if folder else FRAMES) / last, content_type="text/css")


def _framed(route: Route, frame: str) -> None:
    answer = route.fetch()
    found = PANEL.search(answer.text())
    assert found is not None
    page = (FRAMES / f"{frame}.html").read_text().replace("<!-- panel -->", found[1])
    route.fulfill(response=answer, body=page)
