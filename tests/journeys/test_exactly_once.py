"""Whatever goes wrong on the way: one invoice or none, never two, and the page says the truth."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from xero_integration.connections.models import Grant
from xero_integration.models import Document, Operation
from xero_integration.outbox import runner

from .office import Office, text_of

INVOICES = "/api.xro/2.0/Invoices"


@pytest.fixture
def deal(office: Office):
    return office.host.make_deal(tenant=office.tenant)


@pytest.fixture
def ready(office: Office, deal) -> dict[str, str]:
    """The form with everything linked and the customer already known to Xero."""
    values = office.link_everything(deal)
    contact_id = next(iter(office.organisation.contacts))
    answer = office.press(deal, f"pick_contact:{contact_id}", values)
    return office.values_after(answer)


def panel_text(office: Office, deal) -> str:
    return text_of(office.rep.get(office.panel_url(deal)))


def let_time_pass_and_work(minutes: float) -> None:
    """The worker comes back later, as often as it likes."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
        runner.run_due()
        runner.run_due()


def test_a_double_click_creates_one_invoice(office, deal, ready):
    office.press(deal, "create", ready)
    second = office.press(deal, "create", ready)
    assert second.status_code == 302
    assert len(office.invoices()) == 1


def test_a_second_tab_that_was_open_before_creates_nothing_more(office, deal, ready):
    other_tab = office.open_form(deal)
    office.press(deal, "create", ready)
    office.press(deal, "create", {**other_tab, **ready})
    assert len(office.invoices()) == 1


def test_a_person_who_wants_a_second_invoice_opens_the_form_anew(office, deal, ready):
    office.press(deal, "create", ready)
    again = office.open_form(deal)
    assert again["contact_id"] == ready["contact_id"]
    office.press(deal, "create", again)
    assert len(office.invoices()) == 2


def test_a_lost_answer_is_cleared_up_without_a_second_invoice(office, deal, ready):
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    office.press(deal, "create", ready)
    assert "Checking with Xero" in panel_text(office, deal)
    let_time_pass_and_work(minutes=1)
    assert len(office.invoices()) == 1
    assert Document.objects.get().number in panel_text(office, deal)


def test_a_lost_answer_found_after_the_key_expired_is_adopted(office, deal, ready):
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    office.press(deal, "create", ready)
    office.forget_calls()
    let_time_pass_and_work(minutes=30)
    assert len(office.invoices()) == 1
    assert Operation.objects.get(kind="invoice.create").adopted
    assert f"PUT {INVOICES}" not in office.calls()


def test_a_request_lost_on_the_way_is_sent_again_after_looking(office, deal, ready):
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="before")
    office.press(deal, "create", ready)
    let_time_pass_and_work(minutes=30)
    (operation,) = Operation.objects.filter(kind="invoice.create")
    assert [attempt.action for attempt in operation.story.all()] == ["send", "look", "send"]
    assert len(office.invoices()) == 1


@pytest.mark.parametrize("committed", [True, False])
def test_an_error_500_leads_to_one_invoice(office, deal, ready, committed):
    office.sandbox.faults.add_fault("PUT", INVOICES, status=500, commit=committed)
    office.press(deal, "create", ready)
    assert "Checking with Xero" in panel_text(office, deal)
    let_time_pass_and_work(minutes=1)
    assert len(office.invoices()) == 1
    assert "Checking with Xero" not in panel_text(office, deal)


def test_errors_that_go_on_are_followed_by_a_look_and_then_by_patience(office, deal, ready):
    office.sandbox.faults.add_fault("PUT", INVOICES, status=500, times=2)
    office.press(deal, "create", ready)
    let_time_pass_and_work(minutes=1)
    let_time_pass_and_work(minutes=2)
    assert office.invoices() == []
    assert "Checking with Xero" in panel_text(office, deal)
    let_time_pass_and_work(minutes=15)
    assert len(office.invoices()) == 1


def test_when_xero_asks_to_wait_the_invoice_goes_out_after_the_wait(office, deal, ready):
    office.sandbox.faults.add_fault(
        "PUT", INVOICES, status=429, headers={"Retry-After": "40", "X-Rate-Limit-Problem": "minute"}
    )
    office.press(deal, "create", ready)
    assert "Ready to send" in panel_text(office, deal)
    let_time_pass_and_work(minutes=0.5)
    assert office.invoices() == []
    let_time_pass_and_work(minutes=2)
    assert len(office.invoices()) == 1


def test_an_expired_token_is_renewed_on_the_way(office, deal, ready):
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        office.press(deal, "create", ready)
        assert len(office.invoices()) == 1


def test_a_token_that_xero_rejects_early_is_renewed_once(office, deal, ready):
    office.sandbox.faults.add_fault("PUT", INVOICES, status=401)
    office.press(deal, "create", ready)
    assert len(office.invoices()) == 1


def test_a_revoked_grant_sends_nothing_and_asks_for_a_new_sign_in(office, deal, ready):
    office.sandbox.world.identity.refresh_tokens.clear()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        office.press(deal, "create", ready)
        shown = panel_text(office, deal)
    assert Grant.objects.get().state == "needs_sign_in"
    assert not Document.objects.exists()
    assert "Waiting for a connection" in shown


def test_a_refusal_keeps_what_was_typed_and_the_next_try_succeeds(office, deal, ready):
    office.sandbox.faults.add_fault(
        "PUT",
        INVOICES,
        status=400,
        body='{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception '
        'occurred","Elements":[{"ValidationErrors":[{"Message":"Account code is not valid"}]}]}',
        headers={"Content-Type": "application/json"},
    )
    answer = office.press(deal, "create", {**ready, "reference": "Order 7"})
    assert answer.status_code == 422
    assert "Account code is not valid" in text_of(answer)
    values = office.values_after(answer)
    assert values["reference"] == "Order 7"
    assert office.press(deal, "create", values).status_code == 302
    assert [invoice["Reference"] for invoice in office.invoices()] == ["Order 7"]
