"""The screens in French and Spanish: translated throughout, and nothing cut off."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.documents.acting import in_xero, on_deal
from tests.documents.acting import url as act_url
from tests.journeys.archive import linked_deal, url
from xero_integration.models import Document

from .conftest import violations
from .looking import keep
from .test_history import INSERT

pytestmark = pytest.mark.browser

LOCALES = {"fr": "fr-FR", "es": "es-ES"}
DRAFT = {"fr": "Projet", "es": "Borrador"}

CUT_OFF = """() => [...document.querySelectorAll('.xi *')].filter((element) => {
  const { overflowX, textOverflow } = getComputedStyle(element);
  const hides = /hidden|clip/.test(overflowX) || textOverflow === 'ellipsis';
  const isShown = element.clientWidth > 1 && !element.closest('.xi-hidden');
  return isShown && hides && element.scrollWidth > element.clientWidth + 1;
}).map((element) => element.outerHTML.slice(0, 120))"""

OVERLAPPING = """() => [...document.querySelectorAll('.xi-document-row')].filter((row) => {
  const [one, two] = ['status', 'when'].map((part) => {
    const range = document.createRange();
    range.selectNodeContents(row.querySelector(`.xi-document-row__${part}`));
    return range.getBoundingClientRect();
  });
  return one.left < two.right && two.left < one.right && one.top < two.bottom - 1
    && two.top < one.bottom - 1;
}).map((row) => row.textContent.trim().slice(0, 40))"""


@pytest.fixture
def deal(office):
    deal = linked_deal(office)
    on_deal(office, deal, *[in_xero(office, each) for each in ("DRAFT", "AUTHORISED", "PAID")])
    return deal


def addresses(office, host, deal) -> list[str]:
    draft, awaiting, _paid = Document.objects.order_by("number")
    settings = (
        "mapping", "defaults", "connection", "lists", "disconnect", "setup", "matching", "check_up",
    )  # fmt: skip
    acts = [(draft, "approve"), (draft, "delete"), (awaiting, "email"), (awaiting, "void")]
    return [
        host.deal_url(deal),
        office.form_url(deal),
        *[url(office, name, deal) for name in ("documents", "documents_import")],
        *[url(office, name, deal, awaiting) for name in ("document", "document_copy")],
        *[act_url(office, deal, "document_action", one.pk, act) for one, act in acts],
        *[reverse(f"xero_integration:{name}", args=[office.connection.pk]) for name in settings],
        *[
            reverse(f"xero_integration:{name}")
            for name in ("connections", "activity", "sync_health")
        ],
    ]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", sorted(LOCALES))
def test_nothing_is_cut_off(office, open_page, host, deal, language, width):
    viewport = {"width": width, "height": 900}
    page = open_page(host.deal_url(deal), role="admin", viewport=viewport, locale=LOCALES[language])
    assert page.locator(".xi-document-row").get_by_text(DRAFT[language]).is_visible()
    assert page.evaluate(OVERLAPPING) == []
    for number, address in enumerate(addresses(office, host, deal)):
        page.goto(address)
        keep(page, f"{language}-{width}-{number:02}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.evaluate(CUT_OFF) == [], address
    page.goto(host.deal_url(deal))
    page.evaluate(INSERT, url(office, "sidebar", deal))
    keep(page, f"{language}-{width}-sidebar")
    assert page.evaluate(CUT_OFF) == []
    page.reload()
    page.locator("[data-xi-menu] summary").first.click()
    keep(page, f"{language}-{width}-menu")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
