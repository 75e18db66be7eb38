"""What "Restyle" promises: properties, a page of the host's own around ours, other elements."""

from __future__ import annotations

import re

import polib
import pytest
from django.utils import translation

from tests.documents.acting import in_xero, on_deal
from tests.journeys.archive import linked_deal

from .blocks import HOWTO, ROOT, take
from .settings_block import apply

PACKAGE = ROOT / "xero_integration"
STYLES = (PACKAGE / "static/xero_integration/xero_integration.css").read_text()
ELEMENTS = PACKAGE / "templates/xero_integration/elements"
PAGE = (HOWTO / "restyle.md").read_text()


def test_every_property_of_the_page_is_one_of_the_stylesheet():
    ours = set(re.findall(r"var\((--xi-[\w-]+)", STYLES))
    table = {
        name
        for line in PAGE.splitlines()
        if line.startswith("| `--xi")
        for name in re.findall(r"`(--xi-[\w-]+)`", line)
    }
    assert table == ours
    set_by_the_block = re.findall(r"(--xi-[\w-]+):", take("restyle.md", "crm/static/crm/xero.css"))
    assert set(set_by_the_block) <= ours
    assert len(set_by_the_block) == 4


def test_the_apps_pages_stand_in_the_hosts_page(crm, office, settings, tmp_path):
    crm.templates(tmp_path, {"crm/base.html": take("restyle.md", "crm/templates/crm/base.html")})
    apply(take("restyle.md", "settings.py"), settings)
    page = office.rep.get(office.form_url(linked_deal(office))).content.decode()
    assert "<nav>Deals</nav>" in page
    assert 'id="xi-invoice"' in page
    assert page.count("xero_integration.css") == 1
    assert "/static/crm/xero.css" in page


def test_an_element_of_the_hosts_takes_the_place_of_ours(crm, office, tmp_path):
    name = "xero_integration/elements/badge.html"
    crm.templates(
        tmp_path, {name: take("restyle.md", "crm/templates/xero_integration/elements/badge.html")}
    )
    deal = linked_deal(office)
    on_deal(office, deal, in_xero(office, "AUTHORISED"))
    panel = office.rep.get(office.panel_url(deal)).content.decode()
    assert '<span class="chip chip-' in panel
    assert "xi-badge" not in panel


def test_a_catalogue_of_the_hosts_goes_before_ours(office, settings, tmp_path):
    catalogue = tmp_path / "de/LC_MESSAGES/django.mo"
    catalogue.parent.mkdir(parents=True)
    written = polib.pofile(take("restyle.md", "locale/de/LC_MESSAGES/django.po"))
    written.save_as_mofile(str(catalogue))
    settings.LOCALE_PATHS = [str(tmp_path)]
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    deal = office.host.make_deal(tenant=office.tenant)
    with translation.override("de"):
        address = office.panel_url(deal)
    panel = office.rep.get(address, headers={"Accept-Language": "de"}).content.decode()
    assert "Rechnung erstellen" in panel
    assert "Create invoice" not in panel


@pytest.mark.parametrize("row", re.findall(r"^\| `(\w+\.html)` \| (.*) \|$", PAGE, re.M))
def test_an_element_takes_what_the_page_says(row):
    name, given = row
    used = set(re.findall(r"\w+", (ELEMENTS / name).read_text()))
    assert set(re.findall(r"`(\w+)`", given)) - used == set()


def test_every_element_is_named():
    named = set(re.findall(r"^\| `(\w+\.html)` ", PAGE, re.M))
    assert named == {path.name for path in ELEMENTS.glob("*.html")}
