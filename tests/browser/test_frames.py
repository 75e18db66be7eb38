"""The panel and its dialog look the same in a page of Tailwind, of Bootstrap, of Django's admin."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.documents.acting import in_xero, on_deal
from tests.journeys.archive import linked_deal

from .framing import put_into
from .looking import keep_bytes

pytestmark = pytest.mark.browser

STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED")
TALL = {"width": 1280, "height": 2400}
LONG_AGO = "2020-01-01T00:00:00Z"
"""In the page's clock; every age is then told as no time at all, in each picture."""

SEEN = 24
"""Of 255: less in each colour is the smoothing of an edge."""
TOLERATED = 0.0002


@pytest.fixture
def deal(office):
    deal = linked_deal(office)
    on_deal(office, deal, *[in_xero(office, each) for each in STATUSES])
    return deal


@pytest.fixture
def looks(open_page, host, deal):
    """The panel with an open menu, and the invoice form, as pictures."""
    page = open_page("about:blank", role="admin", viewport=TALL)
    page.clock.set_fixed_time(LONG_AGO)

    def looks_in(frame: str) -> dict[str, Image.Image]:
        put_into(page, frame, host.deal_url(deal))
        page.locator("[data-xi-menu] summary").first.click()
        found = {"panel": picture(page, ".xi-panel", f"{frame}-panel")}
        page.keyboard.press("Escape")
        page.locator(".xi-panel__foot [data-xi-dialog]").first.click()
        expect(page.get_by_role("dialog").get_by_role("heading", level=1)).to_be_focused()
        found["form"] = picture(page, ".xi-dialog", f"{frame}-form")
        return found

    return looks_in


def picture(page: Page, selector: str, name: str) -> Image.Image:
    page.mouse.move(0, 0)
    taken = page.locator(selector).screenshot(animations="disabled")
    keep_bytes(taken, f"frame-{name}")
    return Image.open(io.BytesIO(taken)).convert("RGB")


def share_that_differs(one: Image.Image, other: Image.Image) -> float:
    if one.size != other.size:
        return 1.0
    worst = ImageChops.difference(one, other).convert("L").point(lambda level: 255 * (level > SEEN))
    return worst.histogram()[255] / (one.width * one.height)


@pytest.mark.contract(20)
def test_no_frame_changes_the_look(looks):
    bare = looks("bare")
    differing = {
        f"{name} in {frame}": round(share, 5)
        for frame in ("tailwind", "bootstrap", "admin")
        for name, framed in looks(frame).items()
        if (share := share_that_differs(framed, bare[name])) > TOLERATED
    }
    assert differing == {}
