"""What the code of ``docs/howto/extend.md`` has to do; runs inside the tutorial's project."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from crm.models import Company, Deal
from crm.xero import note_on_contact
from django.urls import reverse

from xero_integration.exceptions import ConnectionUnavailable
from xero_integration.shortcuts import trusted_deal
from xero_integration.testing import Xero


@pytest.fixture
def deal(db: None) -> Any:
    bakery = Company.objects.create(name="Harbour Bakery", email="accounts@harbour.example")
    deal = Deal.objects.create(title="New oven", company=bakery)
    deal.lines.create(text="Bread oven", quantity=2, price="1200.00")
    return deal


def address(page: str, *arguments: object) -> str:
    return reverse(f"xero_integration:{page}", args=[str(each) for each in arguments])


def test_a_receiver_is_told(xero: Xero, deal: Any) -> None:
    xero.pay(xero.create_invoice("deal", deal, save_as="AUTHORISED"))
    xero.settle()
    deal.refresh_from_db()
    assert deal.closed_on == date(2030, 1, 31)


def test_a_source_decides_who_sees_and_who_may(xero: Xero, deal: Any, admin_client: Any) -> None:
    form = address("invoice_form", "deal", deal.pk)
    assert admin_client.get(form).status_code == 200
    Deal.objects.update(closed_on=date(2030, 1, 31))
    assert admin_client.get(form).status_code == 403
    Deal.objects.update(title="Draft of an oven", closed_on=None)
    assert admin_client.get(form).status_code == 404


def test_a_target_fills_the_form_and_is_offered(xero: Xero, deal: Any, admin_client: Any) -> None:
    deal.closed_on = date(2031, 5, 6)
    deal.save()
    assert xero.plan("deal", deal).payload["DueDate"] == "2031-05-06"
    page = admin_client.get(address("mapping", xero.connection.pk)).content.decode()
    assert 'name="crm_due_date_1"' in page


def notes_of(xero: Xero, contact_id: str) -> list[str]:
    history = xero.sandbox.world.organisations[xero.connection.xero_tenant_id].history
    return [entry.details for entry in history[contact_id] if entry.changes == "Note"]


def test_an_operation_is_sent_once_and_found_again(
    xero: Xero, deal: Any, admin_client: Any
) -> None:
    text = "Likes rye bread. " * 200
    opened = trusted_deal("deal", deal, actor="Nightly job")
    contact_id = xero.contacts()[0]["ContactID"]
    xero.fail_next(method="PUT", path="/History", lost=True)
    for _press in range(2):
        note_on_contact(opened, xero.connection, contact_id, text)
    xero.settle()
    assert notes_of(xero, contact_id) == [text[:2500].strip()]
    assert "Note on the contact" in admin_client.get(address("activity")).content.decode()


def test_a_refusal_is_told_in_the_words_of_the_host(
    xero: Xero, deal: Any, admin_client: Any
) -> None:
    said = {"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception"}
    sentence = "The branding theme is not known to this organisation"
    said["Elements"] = [{"ValidationErrors": [{"Message": sentence}]}]
    xero.sandbox.faults.add_fault("PUT", "/Invoices", status=400, body=json.dumps(said))
    operation = xero.send_invoice("deal", deal)
    assert operation.state == "refused"
    page = admin_client.get(address("operation", operation.pk)).content.decode()
    assert "Our flower template was removed." in page


def test_another_text_and_another_contact_are_other_operations(xero: Xero, deal: Any) -> None:
    opened = trusted_deal("deal", deal, actor="Nightly job")
    one, other = (each["ContactID"] for each in xero.contacts()[:2])
    begin = "Likes bread. " * 10
    for contact_id, end in ((one, "Rye"), (one, "Wheat"), (other, "Rye")):
        note_on_contact(opened, xero.connection, contact_id, begin + end)
    xero.settle()
    assert sorted(notes_of(xero, one)) == [f"{begin}Rye", f"{begin}Wheat"]
    assert notes_of(xero, other) == [f"{begin}Rye"]
    with pytest.raises(ConnectionUnavailable):
        note_on_contact(opened, None, one, "Likes nobody")
