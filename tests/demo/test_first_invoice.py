"""A first-time administrator in the demo: from the sign-in to an invoice, every click counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.browser.chromium import launched
from tests.browser.conftest import violations

from .test_demo import Demo, demo

pytestmark = [
    pytest.mark.gate,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("demo"),
]
AT_MOST = 12


@pytest.fixture
def unconnected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    monkeypatch.setenv("DEMO_CONNECT", "0")
    with demo(tmp_path) as running:
        assert running.said().startswith("Demo ready")
        yield running


@pytest.fixture
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with launched(playwright) as browser:
        yield browser


class Hand:
    """Presses what it is shown and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def press(self, what: str, name: str | re.Pattern[str]) -> None:
        role: Any = what  # Playwright lists the roles as literals; the tests name them as people do
        self.take(self.page.get_by_role(role, name=name).first)

    def take(self, thing: Locator) -> None:
        thing.click()
        self.clicks += 1


def test_from_the_sign_in_to_the_first_invoice(unconnected: Demo, chromium: Browser) -> None:
    page = chromium.new_page(base_url=f"http://127.0.0.1:{unconnected.port}")
    page.set_default_timeout(20_000)
    hand = Hand(page)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("admin")
    page.locator("[name=password]").fill("admin-demo")
    hand.press("button", re.compile("^Sign in$"))
    page.locator("[name=code]").fill(page.locator("#demo-code").inner_text())
    hand.press("button", re.compile("^Sign in$"))

    hand.press("link", re.compile("^Xero$"))
    hand.press("button", "Connect to Xero")
    hand.press("button", re.compile("Allow"))
    hand.press("button", "Accept the standard set-up")
    expect(page.get_by_text("Subtotal")).to_be_visible()
    assert violations(page) == []
    hand.press("button", "Switch writing on")
    hand.press("link", re.compile("Create the invoice of"))
    hand.press("button", "Create a new contact in Xero")
    hand.take(page.locator("#xi-line-0-item summary"))
    hand.take(page.locator("#xi-item-results-0 button").first)
    expect(page.locator("#xi-plan")).to_contain_text("Ready to create.")
    hand.take(page.locator("#xi-create"))
    expect(page.locator(".xi-document-row")).to_have_count(1)
    assert hand.clicks <= AT_MOST
