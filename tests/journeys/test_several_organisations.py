"""Several organisations, several deals: what is linked once serves wherever it may."""

from __future__ import annotations

import pytest
from django.urls import reverse

from xero_integration.models import Connection, Document
from xero_integration.testing.world import connect

from .office import FormReader, Office, text_of


@pytest.fixture
def second(office: Office) -> Connection:
    connection = connect(office.admin, reverse("xero_integration:connect"), organisations=(1,))
    office.queue.run_all()
    return connection


def test_the_rep_chooses_the_organisation_and_the_invoice_is_made_there(office, second):
    deal = office.host.make_deal(tenant=office.tenant, currency="GBP")
    panel = office.rep.get(office.panel_url(deal)).content.decode()
    chosen = f"{office.form_url(deal)}?connection={second.pk}"
    assert chosen in panel.replace("&amp;", "&")
    values = FormReader(office.rep.get(chosen).content.decode(), "xi-invoice").values
    values = office.values_after(office.press(deal, "create_contact", values))
    office.connection = second
    item_id = office.some_item_id()
    for index in range(int(values["lines-TOTAL"])):
        answer = office.press(deal, f"pick_item:{index}:{item_id}", values)
        values = office.values_after(answer)
    answer = office.press(deal, "create", values)
    assert answer.status_code == 302, text_of(answer)
    assert Document.objects.get().connection == second
    assert Document.objects.get().number in text_of(office.rep.get(office.panel_url(deal)))


def test_an_organisation_that_is_not_this_companys_can_not_be_chosen(office):
    deal = office.host.make_deal(tenant=office.tenant)
    strange = Connection.objects.create(
        tenant="somebody-else", name="Theirs", xero_tenant_id="1" * 36
    )
    answer = office.rep.get(f"{office.form_url(deal)}?connection={strange.pk}")
    assert answer.status_code == 409
    assert not strange.drafts.exists()


def test_a_draft_opened_before_takes_up_the_links_made_since(office):
    first = office.host.make_deal(tenant=office.tenant)
    waiting = office.host.make_deal(tenant=office.tenant)
    assert office.open_form(waiting)["lines-0-item_id"] == ""
    linked = office.link_everything(first)
    assert office.open_form(waiting)["lines-0-item_id"] == linked["lines-0-item_id"]
