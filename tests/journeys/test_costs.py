"""What the road costs: calls to Xero from the sandbox's log, queries from the database."""

from __future__ import annotations

import pytest

from tests.hosts.lines import Line
from xero_integration.models import Contact, Document

from .office import Office

PANEL_QUERIES = 10
FORM_QUERIES = 20


def linked_values(office: Office, deal) -> dict[str, str]:
    values = office.link_everything(deal)
    contact_id = next(iter(office.organisation.contacts))
    return office.values_after(office.press(deal, f"pick_contact:{contact_id}", values))


def many_lines(count: int) -> tuple[Line, ...]:
    return tuple(Line(description=f"Work {n}", product=f"P{n % 40}") for n in range(count))


def test_looking_typing_and_searching_cost_no_call(office):
    deal = office.host.make_deal(tenant=office.tenant)
    values = linked_values(office, deal)
    office.forget_calls()
    office.rep.get(office.panel_url(deal))
    office.open_form(deal)
    office.press(deal, "plan", {**values, "reference": "typing"})
    office.press(deal, "search_contact", {**values, "contact_search": "bay"})
    office.press(deal, "search_item:0", {**values, "lines-0-item_search": "go"})
    assert office.calls() == []


def test_creating_for_a_linked_contact_costs_one_call(office):
    deal = office.host.make_deal(tenant=office.tenant)
    values = linked_values(office, deal)
    office.forget_calls()
    office.press(deal, "create", values)
    assert office.calls() == ["PUT /api.xro/2.0/Invoices"]


def test_creating_with_a_new_contact_costs_two_calls(office):
    deal = office.host.make_deal(tenant=office.tenant)
    values = office.link_everything(deal)
    office.forget_calls()
    office.press(deal, "create", values)
    assert office.calls() == ["PUT /api.xro/2.0/Contacts", "PUT /api.xro/2.0/Invoices"]


@pytest.mark.parametrize("lines", [3, 300])
def test_panel_and_form_ask_the_database_as_often_for_300_lines_as_for_3(office, lines):
    deal = office.host.make_deal(tenant=office.tenant, lines=many_lines(lines))
    office.open_form(deal)
    assert office.queries_of(office.form_url(deal)) <= FORM_QUERIES
    assert office.queries_of(office.panel_url(deal)) <= PANEL_QUERIES


def test_opening_a_form_for_the_first_time_stays_within_the_budget(office):
    deal = office.host.make_deal(tenant=office.tenant, lines=many_lines(30))
    assert office.queries_of(office.form_url(deal)) <= FORM_QUERIES


def test_the_panel_asks_as_often_for_forty_documents_as_for_one(office):
    deal = office.host.make_deal(tenant=office.tenant)
    add_documents(office, deal, range(1))
    before = office.queries_of(office.panel_url(deal))
    assert before <= PANEL_QUERIES
    add_documents(office, deal, range(1, 40))
    assert office.queries_of(office.panel_url(deal)) == before


def add_documents(office: Office, deal, numbers: range) -> None:
    for number in numbers:
        document = Document.objects.create(
            connection=office.connection,
            xero_id=f"{number:036d}",
            kind="ACCREC",
            status="AUTHORISED",
            currency="NZD",
            learned_at="2026-11-01T00:00:00Z",
        )
        document.deal_links.create(
            source=office.host.source_key, subject_pk=str(deal.pk), tenant=office.tenant
        )


def test_the_form_asks_as_often_when_the_mirror_is_large(office):
    deal = office.host.make_deal(tenant=office.tenant)
    office.open_form(deal)
    before = office.queries_of(office.form_url(deal))
    Contact.objects.bulk_create(
        (
            Contact(connection=office.connection, xero_id=f"{n:036d}", name=f"Somebody {n}")
            for n in range(20_000)
        ),
        batch_size=5000,
    )
    assert office.queries_of(office.form_url(deal)) == before
