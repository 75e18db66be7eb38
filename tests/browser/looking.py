"""How a screen is looked at: in three widths, in light and dark, by axe and as a picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from .conftest import violations

WIDTHS = (360, 768, 1280)
WITH_AND_WITHOUT_SCRIPTS = pytest.mark.parametrize(
    "scripts", [True, False], ids=["with scripts", "without"]
)
"""For ``open_page(…, scripts=scripts)``: without those of the page, which axe does not need."""

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CONTRAST = ("color-contrast",)


def assert_readable(page: Page, name: str = "", within: str = "html") -> None:
    """Nothing sticks out and axe finds nothing, in any width, in light and dark.

    The rules of axe but contrast can't depend on the colours, so dark is judged by contrast.
    ``SCREENSHOTS`` names a folder that keeps each look as a picture.
    """
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in SCHEMES:
            _switch(page, scheme)
            keep(page, f"{name}-{width}-{scheme}" if name else "")
            rules = () if scheme == "light" else CONTRAST
            assert violations(page, within, rules) == [], f"{width} px, {scheme}"
    _switch(page, "light")


def _switch(page: Page, scheme: Literal["light", "dark"]) -> None:
    """As the reader's system wishes and the host's page allows; the test hosts say neither."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate("scheme => { document.documentElement.style.colorScheme = scheme }", scheme)


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder and name:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def keep_bytes(picture: bytes, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        (Path(folder) / f"{name}.png").write_bytes(picture)
