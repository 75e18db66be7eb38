"""The pictures of README and docs; ``make screenshots`` puts new ones into docs/images."""

from __future__ import annotations

import datetime as dt
import io
import os
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from PIL import Image
from playwright.sync_api import Page, expect

from tests.documents.acting import link
from tests.hosts.lines import Customer
from tests.journeys.archive import contact_of, linked_company, mirrored, url
from tests.journeys.office import open_office

from .framing import put_into

pytestmark = pytest.mark.browser

MOMENT = dt.datetime(2026, 11, 18, 1, 30, tzinfo=dt.UTC)
WINDOW = {"width": 1280, "height": 860}
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in):
    """Opened on the day of the pictures."""
    with time_machine.travel(MOMENT):
        yield open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def deal(office, host):
    """A customer of a year, linked, with an invoice in each of the usual states."""
    contact = office.organisation.contacts[contact_of(office)]
    company = linked_company(office, Customer(name=contact.name, email=contact.email))
    deal = host.make_deal(tenant=office.tenant, company=company)
    for number, (status, day, total, paid) in enumerate(HISTORY, start=41):
        document = mirrored(
            office,
            number,
            status=status,
            date=day,
            due_date=day + dt.timedelta(days=14),
            contact_name=contact.name,
            total=Decimal(total),
            amount_paid=Decimal(paid),
            amount_due=Decimal(total) - Decimal(paid),
            fully_paid_on=day + dt.timedelta(days=9) if status == "PAID" else None,
            learned_at=MOMENT - dt.timedelta(seconds=12),
        )
        if day >= dt.date(2026, 10, 1):
            link(office, deal, document)
    return deal


HISTORY = (
    ("PAID", dt.date(2026, 1, 12), "2860.00", "2860.00"),
    ("PAID", dt.date(2026, 3, 3), "1940.50", "1940.50"),
    ("PAID", dt.date(2026, 5, 20), "3320.00", "3320.00"),
    ("PAID", dt.date(2026, 8, 6), "1180.00", "1180.00"),
    ("PAID", dt.date(2026, 10, 2), "8000.00", "8000.00"),
    ("AUTHORISED", dt.date(2026, 10, 28), "1150.00", "0.00"),
    ("AUTHORISED", dt.date(2026, 11, 10), "3250.00", "1000.00"),
    ("DRAFT", dt.date(2026, 11, 17), "350.00", "0.00"),
)


def test_the_pictures_of_the_docs(office, host, open_page, deal, tmp_path):
    folder = IMAGES if os.environ.get("PICTURES") else tmp_path
    page = open_page("about:blank", role="admin", viewport=WINDOW, reduced_motion="reduce")
    page.clock.set_fixed_time(MOMENT)
    put_into(page, "picture", host.deal_url(deal))
    page.locator("[data-xi-menu] summary").first.click()
    keep(page, folder / "deal-page.png")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Create another invoice").click()
    expect(page.get_by_role("dialog").get_by_role("heading", level=1)).to_be_focused()
    keep(page, folder / "invoice-form.png")
    page.goto(url(office, "documents", deal))
    keep(page, folder / "all-documents.png")
    for made in folder.glob("*.png"):
        assert Image.open(made).size == Image.open(IMAGES / made.name).size


def keep(page: Page, file: Path) -> None:
    """In few colours: a picture of a page needs no more, and weighs a third."""
    page.mouse.move(0, 0)
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    taken.quantize(128).save(file, optimize=True)
