"""The database was put back to a moment before an invoice was created, and people go on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.messages import get_messages

from tests.outbox.backup import Backup, backing_up
from tests.outbox.company import later
from xero_integration.models import DealLink, Document, InvoiceDraft, Operation
from xero_integration.sync import tasks

from .office import Office, text_of

WARNING = "Xero has an invoice for this deal that was missing here"


@pytest.fixture
def saved(office: Office) -> Iterator[Backup]:
    with backing_up() as made:
        yield made


@pytest.fixture
def customer(host, office):
    """One who is known in Xero, as are the products that everybody buys here."""
    made = host.make_company()
    first = host.make_deal(company=made, tenant=office.tenant)
    values = office.link_everything(first)
    contact_id = next(iter(office.organisation.contacts))
    office.press(first, f"pick_contact:{contact_id}", values)
    InvoiceDraft.objects.all().delete()
    return made


@pytest.fixture
def deal(host, office, customer):
    return host.make_deal(company=customer, tenant=office.tenant)


def create(office: Office, deal):
    answer = office.press(deal, "create", office.open_form(deal))
    assert answer.status_code == 302, text_of(answer)
    (invoice,) = office.invoices()
    return invoice["InvoiceID"]


def poll(office: Office, *, hours: float = 1) -> None:
    """The planner comes by after the restore, and the workers read what they have missed."""
    with later(hours=hours):
        tasks.plan_polls()
        office.queue.run_all()


def deals_of(xero_id: str) -> list[str]:
    links = DealLink.objects.filter(document__xero_id=xero_id)
    return list(links.values_list("subject_pk", flat=True))


def test_a_form_that_is_still_open_ends_in_the_invoice_that_exists(office, saved, deal):
    values = office.open_form(deal)
    saved.take()
    office.press(deal, "create", values)
    saved.restore()
    assert not Operation.objects.exists()
    with later(hours=1):
        answer = office.press(deal, "create", values)
    assert answer.status_code == 302, text_of(answer)
    assert len(office.invoices()) == 1
    assert deals_of(office.invoices()[0]["InvoiceID"]) == [str(deal.pk)]


def test_the_next_poll_brings_the_invoice_home_and_closes_its_draft(office, saved, deal):
    values = office.open_form(deal)
    saved.take()
    office.press(deal, "create", values)
    saved.restore()
    poll(office)
    (invoice,) = office.invoices()
    assert deals_of(invoice["InvoiceID"]) == [str(deal.pk)]
    draft = InvoiceDraft.objects.get()
    assert draft.closed_at is not None
    assert draft.open_key is None
    assert invoice["InvoiceNumber"] in text_of(office.rep.get(office.panel_url(deal)))
    answer = office.press(deal, "create", values)
    assert answer.status_code == 302
    assert len(office.invoices()) == 1


def test_without_a_draft_the_first_press_shows_the_invoice_instead_of_making_another(
    office, saved, deal
):
    saved.take()
    xero_id = create(office, deal)
    saved.restore()
    assert not InvoiceDraft.objects.exists()
    poll(office)
    assert Document.objects.get(xero_id=xero_id).operation is None
    assert deals_of(xero_id) == []
    values = office.open_form(deal)
    answer = office.press(deal, "create", values)
    assert answer.status_code == 422
    # Where a host shows messages is its own.
    assert any(WARNING in str(told) for told in get_messages(answer.wsgi_request))
    assert "This deal already has" in text_of(answer)
    assert deals_of(xero_id) == [str(deal.pk)]
    assert len(office.invoices()) == 1


def test_who_has_looked_and_wants_a_second_invoice_gets_it(office, saved, deal):
    saved.take()
    create(office, deal)
    saved.restore()
    poll(office)
    values = office.open_form(deal)
    again = office.values_after(office.press(deal, "create", values))
    answer = office.press(deal, "create", again)
    assert answer.status_code == 302, text_of(answer)
    assert len(office.invoices()) == 2


def test_an_invoice_of_another_deal_is_nobody_elses_warning(office, host, saved, customer, deal):
    saved.take()
    create(office, deal)
    saved.restore()
    poll(office)
    other = host.make_deal(company=customer, tenant=office.tenant, title="Another oven")
    answer = office.press(other, "create", office.open_form(other))
    assert answer.status_code == 302, text_of(answer)
    assert len(office.invoices()) == 2
