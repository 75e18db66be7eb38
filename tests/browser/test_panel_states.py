"""The deal panel in each state it can be in, drawn in a browser and read by axe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.documents.acting import in_xero, on_deal
from tests.journeys.archive import linked_deal, mirrored
from tests.journeys.office import Office
from xero_integration.models import Connection, FieldMapping, Operation

from .looking import assert_readable

pytestmark = pytest.mark.browser

INVOICES = "/api.xro/2.0/Invoices"
LOCKED = (
    '{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred",'
    '"Elements":[{'
    '"ValidationErrors":[{"Message":"Account code \'200\' is archived, or deleted."}]}]}'
)
Bring = Callable[[Office, Any], Any]


def deal_of(office: Office) -> Any:
    return linked_deal(office, title="New oven")


def not_linked(office: Office, deal: Any) -> Any:
    return office.host.make_deal(tenant=office.tenant, title="A new customer")


def without_connection(office: Office, deal: Any) -> None:
    Connection.objects.update(tenant="another company")


def disconnected(office: Office, deal: Any) -> None:
    on_deal(office, deal, in_xero(office, "AUTHORISED"))
    office.admin.post(reverse("xero_integration:disconnect", args=[office.connection.pk]))


def broken(office: Office, deal: Any) -> None:
    on_deal(office, deal, in_xero(office, "AUTHORISED"))
    Connection.objects.update(state="needs_sign_in")


def without_preferences(office: Office, deal: Any) -> None:
    FieldMapping.objects.all().delete()


def nothing_yet(office: Office, deal: Any) -> None:
    """As the office opens."""


def sending(office: Office, deal: Any) -> None:
    """The process that held it went away before a byte left."""
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="before", times=5)
    office.press(deal, "create", office.link_everything(deal))
    Operation.objects.update(state="sending", uncertain=False, error_message="")


def checking(office: Office, deal: Any) -> None:
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="after", times=5)
    office.press(deal, "create", office.link_everything(deal))


def refused(office: Office, deal: Any) -> None:
    headers = {"Content-Type": "application/json"}
    office.sandbox.faults.add_fault("PUT", INVOICES, status=400, body=LOCKED, headers=headers)
    values = office.link_everything(deal)
    contact = next(iter(office.organisation.contacts))
    values = office.values_after(office.press(deal, f"pick_contact:{contact}", values))
    office.press(deal, "create", values)


def several(office: Office, deal: Any) -> None:
    statuses = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED")
    on_deal(office, deal, *[in_xero(office, each) for each in statuses])


def many(office: Office, deal: Any) -> None:
    late = timezone.localdate() - timedelta(days=3)
    for number in range(40):
        mirrored(office, number, due_date=late).deal_links.create(
            source=office.host.source_key, subject_pk=str(deal.pk), tenant=office.tenant
        )


STATES: dict[str, tuple[Bring, str, str]] = {
    "not-connected-admin": (without_connection, "admin", "Connect Xero to invoice this deal"),
    "not-connected-rep": (without_connection, "rep", "Ask an administrator to connect Xero"),
    "disconnected-admin": (disconnected, "admin", "Connect again"),
    "disconnected-rep": (disconnected, "rep", "An administrator can connect it again."),
    "broken-admin": (broken, "admin", "Reconnect"),
    "broken-rep": (broken, "rep", "until an administrator reconnects it"),
    "without-preferences-admin": (without_preferences, "admin", "Finish the set-up"),
    "without-preferences-rep": (without_preferences, "rep", "An administrator has to say"),
    "nothing-yet": (nothing_yet, "rep", "No invoice yet for this deal."),
    "not-linked": (not_linked, "rep", "not linked to a contact in Xero yet"),
    "sending": (sending, "rep", "Sending"),
    "checking": (checking, "rep", "will not be made twice"),
    "refused": (refused, "admin", "everything you entered is kept"),
    "several": (several, "admin", "Awaiting payment"),
    "many": (many, "rep", "The newest 5 of 40"),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_drawn_and_read(office, open_page, host, state):
    bring, role, said = STATES[state]
    deal = deal_of(office)
    deal = bring(office, deal) or deal
    page = open_page(host.deal_url(deal), role=role)
    expect(page.locator(".xi-panel")).to_contain_text(said)
    assert_readable(page, f"panel-{state}")


@pytest.mark.contract(25)
def test_a_deal_that_goes_away_is_said_to_be_gone(office, open_page, host, forgiven):
    forgiven += ["404", "HTMLElement"]
    deal = deal_of(office)
    several(office, deal)
    page = open_page(host.deal_url(deal))
    type(deal).objects.all().delete()
    said = page.get_by_role("alert").filter(has_text="This deal is gone")
    expect(said).to_be_visible()
    assert_readable(page, "panel-gone")
