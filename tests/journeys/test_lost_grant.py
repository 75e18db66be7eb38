"""A connection loses its grant: people are told, work waits, and after the mailed link it goes on.

The accountant acts at the sandbox, everybody else through URLs and the mail they get.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tests.journeys.office import FormReader, Office, text_of
from xero_integration.models import Connection, Document, Operation
from xero_integration.outbox import runner
from xero_integration.sandbox.accounting import acts
from xero_integration.sandbox.control.acts import perform
from xero_integration.signals import document_status_changed
from xero_integration.testing.world import consent

SITE = "https://crm.example"
INVOICES = "/api.xro/2.0/Invoices"
HOUR = timedelta(hours=1)
ACTIVITY = "xero_integration:activity"
ENDINGS = ["its whole sign-in", "its whole sign-in, an hour ago", "this organisation"]


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=True) as clock:
        yield clock


@pytest.fixture
def office(office: Office, settings: Any, clock: Any) -> Office:
    """It knows its own address, and the worker has nothing left to do."""
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "SITE_URL": SITE}
    office.queue.run_all()
    return office


@pytest.fixture(params=ENDINGS)
def ending(request: Any, office: Office, clock: Any) -> Callable[[], None]:
    """Somebody takes the app away in Xero; an hour later the access token is old as well."""

    def end() -> None:
        act = "disconnect_app" if request.param == ENDINGS[2] else "end_sign_in"
        take_away(office, act)
        if request.param == ENDINGS[1]:
            clock.shift(HOUR)

    return end


def take_away(office: Office, act: str) -> None:
    connections = office.sandbox.world.identity.connections.values()
    (living,) = [each for each in connections if each.active]
    perform(office.sandbox, living.tenant_id, act, {"connection_id": living.id})


def work_through(office: Office, clock: Any, *, minutes: int = 10) -> None:
    """The worker comes back later and does all that is due, twice over."""
    clock.shift(timedelta(minutes=minutes))
    for _round in range(2):
        runner.run_due()
        office.queue.run_all(include_delayed=True)


def ready_form(office: Office, deal: Any) -> dict[str, str]:
    values = office.link_everything(deal)
    contact_id = next(iter(office.organisation.contacts))
    return office.values_after(office.press(deal, f"pick_contact:{contact_id}", values))


def make_deal(office: Office, title: str = "New oven") -> Any:
    return office.host.make_deal(tenant=office.tenant, title=title)


def panel(office: Office, deal: Any, browser: Any = None) -> str:
    return text_of((browser or office.rep).get(office.panel_url(deal)))


def states() -> set[str]:
    return set(Operation.objects.values_list("state", flat=True))


def story_of(office: Office, operation: Operation) -> str:
    return text_of(office.admin.get(reverse("xero_integration:operation", args=[operation.pk])))


def mailed_link() -> str:
    (message,) = mail.outbox
    return str(re.findall(rf"{SITE}(\S+)", str(message.body))[0])


def reconnect_by_mail(office: Office) -> None:
    """The administrator opens the mailed link, presses the button and signs in at Xero."""
    page = office.admin.get(mailed_link()).headers["Location"]
    assert office.admin.get(page).status_code == 200
    start = office.admin.post(page)
    back = urlsplit(consent(start.headers["Location"]))
    assert office.admin.get(f"{back.path}?{back.query}").status_code == 302


def test_the_whole_way_from_the_loss_to_the_invoice(office, ending):
    deal = make_deal(office)
    values = ready_form(office, deal)
    ending()
    office.press(deal, "create", values)

    # Nothing is lost: the operation waits, and everybody is told.
    operation = Operation.objects.get(kind="invoice.create")
    assert operation.state == "waiting"
    assert "Xero asks for a new sign-in" in panel(office, deal)
    assert "Reconnect" in panel(office, deal, office.admin)
    activity = text_of(office.admin.get(reverse(ACTIVITY), {"state": "attention"}))
    assert "Waiting for a connection" in activity
    office.queue.run_all()
    (message,) = mail.outbox
    assert message.to == [office.connection.connected_by_email]
    assert office.connection.name in message.subject

    # After the new sign-in it goes out, once.
    reconnect_by_mail(office)
    office.queue.run_all()
    operation.refresh_from_db()
    assert operation.state == "done"
    assert len(office.invoices()) == 1
    assert Document.objects.get().number in panel(office, deal)
    assert "Xero asks for a new sign-in" not in panel(office, deal)
    assert Connection.objects.get().pk == office.connection.pk
    assert len(mail.outbox) == 1


def test_all_that_was_on_its_way_goes_out_once_each(office, ending, clock):
    """Xero asked for patience; the grant was lost before the worker came back."""
    deals = [make_deal(office, f"Deal {number}") for number in range(4)]
    forms = [ready_form(office, deal) for deal in deals]
    office.sandbox.faults.add_fault(
        "PUT", INVOICES, status=429, headers={"Retry-After": "60"}, body="{}", times=4
    )
    for deal, values in zip(deals, forms, strict=True):
        office.press(deal, "create", values)
    ending()
    work_through(office, clock)
    assert states() == {"waiting"}
    assert not [each for each in office.organisation.invoices.values() if "#invoice-" in each.url]
    reconnect_by_mail(office)
    office.queue.run_all()
    work_through(office, clock)
    assert states() == {"done"}
    assert len(office.invoices()) == 4
    assert Document.objects.count() == 4


def test_what_is_typed_while_the_grant_is_lost_is_kept_and_sent_once_afterwards(office, ending):
    noticed, deal = make_deal(office, "Noticed"), make_deal(office)
    first, values = ready_form(office, noticed), ready_form(office, deal)
    ending()
    office.press(noticed, "create", first)
    refused = office.press(deal, "create", {**values, "reference": "Typed while lost"})
    assert "Xero needs a new sign-in" in text_of(refused)
    office.queue.run_all()
    reconnect_by_mail(office)
    office.queue.run_all()
    kept = office.open_form(deal)
    assert kept["reference"] == "Typed while lost"
    office.press(deal, "create", kept)
    office.press(deal, "create", kept)
    assert sorted(each["Reference"] for each in office.invoices())[1] == "Typed while lost"
    assert len(office.invoices()) == 2


def test_an_answer_that_was_lost_with_the_grant_is_not_sent_twice(office, ending, clock):
    deal = make_deal(office)
    values = ready_form(office, deal)
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    office.press(deal, "create", values)
    assert states() == {"checking"}
    ending()
    work_through(office, clock)
    assert states() == {"waiting"}
    assert "Give it up" not in story_of(office, Operation.objects.get())
    reconnect_by_mail(office)
    office.queue.run_all()
    work_through(office, clock)
    assert states() == {"done"}
    assert "Found in Xero, not created again." in story_of(office, Operation.objects.get())
    assert len(office.invoices()) == 1
    assert Document.objects.count() == 1


def test_what_waits_can_be_given_up_on_the_activity_page(office, ending):
    deal = make_deal(office)
    values = ready_form(office, deal)
    ending()
    office.press(deal, "create", values)
    operation = Operation.objects.get()
    office.admin.post(reverse("xero_integration:operation_cancel", args=[operation.pk]))
    office.queue.run_all()
    reconnect_by_mail(office)
    office.queue.run_all()
    assert office.invoices() == []
    again = office.press(deal, "create", office.open_form(deal))
    assert again.status_code == 302
    assert len(office.invoices()) == 1


def test_trying_while_the_grant_is_lost_changes_nothing(office, ending):
    deal = make_deal(office)
    values = ready_form(office, deal)
    ending()
    office.press(deal, "create", values)
    operation = Operation.objects.get()
    for _press in range(3):
        office.admin.post(reverse("xero_integration:operation_retry", args=[operation.pk]))
    operation.refresh_from_db()
    assert operation.state == "waiting"
    office.queue.run_all()
    assert len(mail.outbox) == 1
    reconnect_by_mail(office)
    office.queue.run_all()
    assert len(office.invoices()) == 1


def test_a_role_that_is_too_low_is_no_loss_and_can_be_tried_again(office):
    deal = make_deal(office)
    values = ready_form(office, deal)
    office.sandbox.faults.add_fault("PUT", INVOICES, status=403, body="{}")
    office.press(deal, "create", values)
    operation = Operation.objects.get()
    office.queue.run_all()
    assert (operation.state, Connection.objects.get().state) == ("waiting", "active")
    assert mail.outbox == []
    office.admin.post(reverse("xero_integration:operation_retry", args=[operation.pk]))
    operation.refresh_from_db()
    assert operation.state == "done"
    assert len(office.invoices()) == 1


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str]]]:
    """What the host's signal tells of statuses, in order."""
    changes: list[tuple[str, str]] = []

    def note(sender: type[Document], old: str, new: str, **_more: Any) -> None:
        changes.append((old, new))

    document_status_changed.connect(note)
    yield changes
    document_status_changed.disconnect(note)


def made_invoice(office: Office, deal: Any) -> Document:
    office.press(deal, "create", ready_form(office, deal))
    return Document.objects.get()


def test_an_approval_pressed_at_the_moment_of_the_loss_is_made_once(office, ending, heard):
    deal = make_deal(office)
    document = made_invoice(office, deal)
    ending()
    key, address = office.host.source_key, "xero_integration:document_action"
    url = reverse(address, args=[key, str(deal.pk), document.pk, "approve"])
    page = office.admin.get(url)
    form = FormReader(page.content.decode(), "xi-action").values
    office.admin.post(url, form)
    approval = Operation.objects.get(kind="document.status")
    assert approval.state == "waiting"
    found = text_of(office.admin.get(reverse(ACTIVITY), {"state": "waiting"}))
    assert "Approve" in found
    assert "New oven" in found
    office.queue.run_all()
    reconnect_by_mail(office)
    office.queue.run_all()
    assert office.organisation.invoices[document.xero_id].status == "AUTHORISED"
    document.refresh_from_db()
    assert document.status == "AUTHORISED"
    assert heard == [("DRAFT", "AUTHORISED")]


def test_news_of_documents_go_on_after_the_way_back(office, ending, heard, clock):
    deal = make_deal(office)
    document = made_invoice(office, deal)
    ending()
    office.press(deal, "create", office.open_form(deal))
    office.queue.run_all()
    tenant = office.connection.xero_tenant_id
    acts.approve(office.sandbox, tenant, document_id=document.xero_id)
    reconnect_by_mail(office)
    office.queue.run_all()
    clock.shift(HOUR)
    call_command("xero_sync", verbosity=0)
    document.refresh_from_db()
    assert document.status == "AUTHORISED"
    assert heard == [("DRAFT", "AUTHORISED")]
