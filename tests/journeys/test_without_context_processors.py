"""A project whose templates are told nothing by a context processor (row 24)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from xero_integration.models import Document

from .office import FormReader, Office, text_of

pytestmark = pytest.mark.contract(24)


@pytest.fixture
def deal(office: Office, settings: Any) -> Any:
    plain = [{**each, "OPTIONS": {"context_processors": []}} for each in settings.TEMPLATES]
    settings.TEMPLATES = plain
    return office.host.make_deal(tenant=office.tenant)


def test_the_panel_stands_on_the_deal_all_the_same(office: Office, deal: Any) -> None:
    page = office.rep.get(office.host.deal_url(deal)).content.decode()
    assert office.form_url(deal) in page
    assert "xero_integration.css" in page


def test_what_is_pressed_is_sent_to_the_address_that_asked(office: Office, deal: Any) -> None:
    answer = office.press(deal, "create", office.link_everything(deal))
    assert answer.status_code == 302, text_of(answer)
    document = Document.objects.get()
    place = [office.host.source_key, deal.pk, document.pk, "delete"]
    address = reverse("xero_integration:document_action", args=place)
    page = office.admin.get(address).content.decode()
    assert f'action="{address}"' in page
    office.admin.post(address, FormReader(page, "xi-action").values)
    document.refresh_from_db()
    assert document.status == "DELETED"
