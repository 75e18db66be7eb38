"""A property of the host's deal that raises is told by its path, and takes no page down."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils.module_loading import import_string

from xero_integration.host.catalogue import batch
from xero_integration.host.registry import get_source

from .office import FormReader, Office, text_of

TOLD = "Reading “margin” from this deal failed (ZeroDivisionError)."

pytestmark = pytest.mark.contract(12)


@pytest.fixture
def deal(office: Office, monkeypatch: pytest.MonkeyPatch):
    """Its source reads a property that divides by nothing, but only on this one deal."""
    made = office.host.make_deal(tenant=office.tenant, title="Broken oven")

    def margin(self) -> str:
        return str(1 / 0) if self.pk == made.pk else "a half"

    monkeypatch.setattr(type(made), "margin", property(margin), raising=False)
    return made


@pytest.fixture
def address(office: Office, deal, monkeypatch: pytest.MonkeyPatch) -> str:
    """The field mapping, where an administrator has mapped the reference to the property."""
    source = import_string(django_settings.XERO_INTEGRATION["SOURCES"][office.host.source_key])
    monkeypatch.setattr(source, "json_keys", {**source.json_keys, "margin": "Margin"})
    found = reverse("xero_integration:mapping", args=[office.connection.pk])
    page = office.admin.get(found).content.decode()
    values = {**FormReader(page, "xi-mapping-form").values, "reference_1": "margin"}
    saved = office.admin.post(found, values)
    assert saved.status_code == 302, text_of(saved)
    return found


@pytest.mark.usefixtures("address")
def test_the_form_says_which_path_failed(office: Office, deal) -> None:
    answer = office.rep.get(office.form_url(deal))
    assert answer.status_code == 422
    assert TOLD in text_of(answer)


def test_the_settings_page_says_so_and_lets_another_field_be_chosen(
    office: Office, deal, address: str
) -> None:
    answer = office.admin.get(address, {"deal": f"{office.host.source_key}:{deal.pk}"})
    assert answer.status_code == 200
    assert TOLD in text_of(answer)
    assert "xi-mapping-form" in answer.content.decode()


@pytest.mark.usefixtures("address")
def test_the_deals_own_page_still_opens(office: Office, deal) -> None:
    assert office.rep.get(office.host.deal_url(deal)).status_code == 200


def test_bulk_matching_goes_on_to_the_next_deal(
    office: Office, deal, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = office.host.make_deal(tenant=office.tenant, title="Sound oven")
    source = get_source(office.host.source_key)
    monkeypatch.setattr(type(source), "tax_number", "margin|nowhere")
    monkeypatch.setattr(type(source), "party", "margin", raising=False)
    monkeypatch.setattr(type(source), "name", "margin", raising=False)
    known = {one.ref.pk for one in batch(source, office.tenant, after="", size=10)}
    assert known == {str(deal.pk), str(other.pk)}
