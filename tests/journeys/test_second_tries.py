"""What a person does after something went half well: the next press does what the page says."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from xero_integration.linking.models import ItemLink
from xero_integration.models import Document, InvoiceDraft, Operation
from xero_integration.outbox import runner

from .office import Office, text_of

INVOICES = "/api.xro/2.0/Invoices"
CONTACTS = "/api.xro/2.0/Contacts"
REFUSAL = (
    '{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred",'
    '"Elements":[{"ValidationErrors":[{"Message":"Not today"}]}]}'
)


@pytest.fixture
def deal(office: Office):
    return office.host.make_deal(tenant=office.tenant)


def refuse(office: Office, path: str, *, times: int | None = 1) -> None:
    office.sandbox.faults.add_fault(
        "PUT|POST",
        path,
        status=400,
        body=REFUSAL,
        headers={"Content-Type": "application/json"},
        times=times,
    )


def test_a_contact_that_was_created_is_used_when_the_invoice_is_tried_again(office, deal):
    values = office.link_everything(deal)
    refuse(office, INVOICES)
    answer = office.press(deal, "create", values)
    assert answer.status_code == 422
    again = office.values_after(answer)
    assert again["contact_id"]
    office.forget_calls()
    assert office.press(deal, "create", again).status_code == 302
    assert office.calls() == [f"PUT {INVOICES}"]


def test_what_is_on_its_way_stays_what_was_sent(office, deal):
    values = office.link_everything(deal)
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    office.press(deal, "create", values)
    office.press(deal, "create", {**values, "lines-0-quantity": "99"})
    assert InvoiceDraft.objects.get().values["lines-0-quantity"] != "99"
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=True):
        runner.run_due()
    assert InvoiceDraft.objects.get().difference is None
    assert Document.objects.get().total == InvoiceDraft.objects.get().planned_total


def test_a_contact_update_that_is_refused_after_a_lost_answer_ends(office, deal):
    values = office.link_everything(deal)
    contact_id = next(iter(office.organisation.contacts))
    values = office.values_after(office.press(deal, f"pick_contact:{contact_id}", values))
    values |= {"update_contact": "on", "tax_number": "NEW-1"}
    office.sandbox.faults.add_fault("POST", CONTACTS, drop="before")
    refuse(office, CONTACTS, times=None)
    office.press(deal, "create", values)
    office.forget_calls()
    for minutes in (1, 3, 10):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
            runner.run_due()
    states = Operation.objects.values_list("kind", "state")
    assert set(states) == {("contact.update", "refused"), ("invoice.create", "refused")}
    assert len(office.calls()) <= 2


def test_a_form_that_does_not_name_its_draft_creates_nothing(office, deal):
    values = office.link_everything(deal)
    answer = office.press(deal, "create", {**values, "draft": ""})
    assert answer.status_code == 200, text_of(answer)
    assert not Operation.objects.exists()


def test_a_form_can_not_link_a_product_that_its_deal_does_not_have(office, deal):
    values = {**office.open_form(deal), "lines-0-product_key": "somebody.elses:1"}
    office.press(deal, f"pick_item:0:{office.some_item_id()}", values)
    assert not ItemLink.objects.filter(product_key="somebody.elses:1").exists()


def test_what_waits_for_a_new_sign_in_can_be_taken_back(office, deal):
    values = office.link_everything(deal)
    office.sandbox.world.identity.refresh_tokens.clear()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        office.press(deal, "create", values)
        page = office.rep.get(office.form_url(deal))
        assert "Do not send it" in text_of(page)
        taken_back = office.press(deal, "give_up", values)
    assert "This invoice was not sent" in text_of(taken_back)
    assert set(Operation.objects.values_list("state", flat=True)) == {"cancelled"}
    assert runner.run_due() == 0
