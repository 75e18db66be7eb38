"""Waits for something that only a script in the page can tell."""

from __future__ import annotations

from playwright.sync_api import Page

LOOK_EVERY = 20
LOOKS = 500
"""Ten seconds."""


def wait_until(page: Page, expression: str) -> None:
    """``page.wait_for_function`` evaluates in the page's own time; a strict policy forbids it."""
    for _look in range(LOOKS):
        if page.evaluate(f"Boolean({expression})"):
            return
        page.wait_for_timeout(LOOK_EVERY)
    raise AssertionError(f"never true on {page.url}: {expression}")
