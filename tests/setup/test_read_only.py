"""A read-only connection: everything can be looked at and prepared, nothing changes in Xero."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.documents.acting import in_xero, on_deal
from tests.journeys.office import Office, text_of
from xero_integration.models import Connection, Operation
from xero_integration.outbox import runner
from xero_integration.sandbox import SandboxTransport
from xero_integration.testing.world import connect

INVOICES = "/api.xro/2.0/Invoices"
NOT_YET = "Nothing is sent to Xero yet"


@pytest.fixture
def deal(office: Office):
    return office.host.make_deal(tenant=office.tenant)


def switch(office: Office, *, on: bool, browser=None) -> None:
    address = reverse("xero_integration:writing", args=[office.connection.pk])
    answer = (browser or office.admin).post(address, {"on": "1" if on else "0"})
    assert answer.status_code == 302, text_of(answer)


def writes(office: Office) -> list[str]:
    return [call for call in office.calls() if not call.startswith("GET")]


def later(minutes: int):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True)


def test_a_new_connection_is_read_only_until_somebody_switches_writing_on(newcomer):
    page = newcomer.admin.get(reverse("xero_integration:connection", args=[newcomer.connection.pk]))
    assert "Read-only" in text_of(page)
    switch(newcomer, on=True)
    assert not Connection.objects.get().is_read_only
    page = newcomer.admin.get(reverse("xero_integration:connection", args=[newcomer.connection.pk]))
    assert "Make it read-only" in text_of(page)


def test_the_form_plans_but_does_not_send(office, deal):
    values = office.link_everything(deal)
    switch(office, on=False)
    office.forget_calls()
    answer = office.press(deal, "create", values)
    assert answer.status_code == 422
    assert "This connection is read-only" in text_of(answer)
    assert "Subtotal" in text_of(answer)
    assert (office.calls(), Operation.objects.count()) == ([], 0)


def test_once_writing_is_on_the_same_form_sends(office, deal):
    values = office.link_everything(deal)
    switch(office, on=False)
    office.press(deal, "create", values)
    switch(office, on=True)
    assert office.press(deal, "create", values).status_code == 302
    assert len(office.invoices()) == 1


def test_the_panel_says_why_and_leads_the_administrator_to_the_switch(office, deal):
    switch(office, on=False)
    rep, admin = (text_of(each.get(office.panel_url(deal))) for each in (office.rep, office.admin))
    assert NOT_YET in rep and NOT_YET in admin
    assert "Finish the set-up" in admin and "Finish the set-up" not in rep
    page = office.admin.get(office.panel_url(deal)).content.decode()
    assert reverse("xero_integration:setup", args=[office.connection.pk]) in page


def test_every_action_that_writes_names_the_reason_and_sends_nothing(office, deal):
    (document,) = on_deal(office, deal, in_xero(office, "DRAFT"))
    switch(office, on=False)
    office.forget_calls()
    ref = [office.host.source_key, str(deal.pk), document.pk]
    for action in ("approve", "submit", "delete", "note"):
        address = reverse("xero_integration:document_action", args=[*ref, action])
        answer = office.admin.post(address, {"text": "Hello", "seen": ""})
        assert "switch writing on" in text_of(answer), action
    panel = office.admin.get(office.panel_url(deal), headers={"Accept": "application/json"}).json()
    assert panel["read_only"] is True
    actions = panel["documents"][0]["actions"]
    refused = {name for name, verdict in actions.items() if verdict["code"] == "read_only"}
    assert refused == {"approve", "submit", "edit", "delete", "note"}
    assert actions["open_in_xero"]["allowed"] and actions["copy"]["allowed"]
    assert writes(office) == []


def test_reading_and_linking_go_on(office, deal):
    switch(office, on=False)
    office.forget_calls()
    office.read_news()
    assert office.calls()
    contact = next(iter(office.organisation.contacts))
    answer = office.press(deal, f"pick_contact:{contact}", office.open_form(deal))
    assert office.values_after(answer)["contact_id"] == contact
    assert writes(office) == []


def test_what_was_saved_before_waits_and_goes_out_when_writing_is_on_again(office, deal):
    values = office.link_everything(deal)
    office.sandbox.faults.add_fault("PUT", INVOICES, status=429, headers={"Retry-After": "60"})
    office.press(deal, "create", values)
    switch(office, on=False)
    office.forget_calls()
    with later(10):
        runner.run_due()
        office.queue.run_all()
    assert office.calls() == []
    waiting = Operation.objects.get(kind="invoice.create")
    assert waiting.state == "waiting"
    assert "read-only" in text_of(office.rep.get(office.panel_url(deal)))
    office.sandbox.faults.clear()
    with later(11):
        switch(office, on=True)
        office.queue.run_all()
    waiting.refresh_from_db()
    assert waiting.state == "done"
    assert len(office.invoices()) == 1


def test_what_was_sent_without_an_answer_is_still_looked_for_but_not_repeated(office, deal):
    values = office.link_everything(deal)
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    office.press(deal, "create", values)
    switch(office, on=False)
    office.forget_calls()
    with later(1):
        runner.run_due()
    assert Operation.objects.get(kind="invoice.create").state == "done"
    assert office.calls() and writes(office) == []


def test_a_refused_operation_is_not_sent_again_while_read_only(office, deal):
    refused = Operation.objects.create(
        connection=office.connection, kind="contact.create", subject="deal:0", intent="once",
        body="{}", state="refused", due_at=timezone.now(),
    )  # fmt: skip
    switch(office, on=False)
    office.forget_calls()
    answer = office.admin.post(reverse("xero_integration:operation_retry", args=[refused.pk]))
    assert (answer.status_code, office.calls()) == (409, [])
    assert "read-only" in text_of(answer)


def test_a_switch_in_the_moment_of_sending_keeps_it_back(office, deal, monkeypatch):
    """Between taking the operation and sending it, an administrator presses the switch."""
    values = office.link_everything(deal)
    office.forget_calls()
    send = SandboxTransport.send

    def pressed_meanwhile(transport: Any, request: Any, *more: Any, **named: Any) -> Any:
        if "/connect/token" in request.url:
            switch(office, on=False)
        return send(transport, request, *more, **named)

    monkeypatch.setattr(SandboxTransport, "send", pressed_meanwhile)
    with later(31):  # the sign-in has to be renewed first
        office.press(deal, "create", values)
    with later(33):
        runner.run_due()
    assert writes(office) == ["POST /connect/token"]
    # The customer goes first, and the invoice waits for it.
    assert Operation.objects.get(kind="contact.create").state == "waiting"


@pytest.mark.parametrize("on", [True, False])
def test_connecting_again_never_changes_the_choice(office, on):
    switch(office, on=on)
    for step in ("disconnect", "connect"):
        if step == "disconnect":
            address = reverse("xero_integration:disconnect", args=[office.connection.pk])
            office.admin.post(address)
        else:
            connect(office.admin, reverse("xero_integration:connect"), writing=False)
    assert Connection.objects.get().is_read_only is not on


def test_only_who_may_manage_connections_may_switch(office):
    address = reverse("xero_integration:writing", args=[office.connection.pk])
    assert office.rep.post(address, {"on": "0"}).status_code == 403
    assert not Connection.objects.get().is_read_only
