"""The numbers of the deal panel: what is invoiced, paid, due and late, per currency."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.outbox.company import INVOICES, REP, Company, open_company
from xero_integration.access.doors import OpenDeal
from xero_integration.client import wire
from xero_integration.connections.grants import mark_needs_sign_in
from xero_integration.connections.session import client_for
from xero_integration.documents import mirror
from xero_integration.documents.mirror import News
from xero_integration.documents.panel import Panel, panel_for
from xero_integration.documents.panel_context import panel_json
from xero_integration.host.registry import get_source
from xero_integration.models import (
    Connection,
    DealLink,
    Document,
    Grant,
    InvoiceDraft,
    Operation,
    VersionSource,
)
from xero_integration.outbox import runner
from xero_integration.reference import services as reference
from xero_integration.sandbox.accounting import acts


@pytest.fixture
def company(host, transactional_db, sandbox, queue, sign_in, settings) -> Company:
    return open_company(host, sandbox, queue, sign_in, settings)


@pytest.fixture
def deal(host, company) -> OpenDeal:
    """A deal as the doors open it, of a company that may have tenants."""
    record = host.make_deal(tenant=company.connection.tenant)
    source = get_source("deal")
    return OpenDeal(source, record, source.ref(record), REP, company.connection.tenant)


def in_xero(company: Company, *steps: str, price: int = 100, **more: Any) -> Document:
    """An invoice that went through these steps in Xero, as our mirror knows it."""
    tenant = company.connection.xero_tenant_id
    element = {
        "Type": "ACCREC",
        "Contact": {"ContactID": company.contact_id},
        "DueDate": (timezone.localdate() + timedelta(days=14)).isoformat(),
        "LineAmountTypes": "NoTax",
        "LineItems": [
            {"Description": "Oven", "Quantity": 1, "UnitAmount": price, "AccountCode": "200"}
        ],
        **more,
    }
    made = acts.create_invoice(company.sandbox, tenant, element=element)
    for step in steps:
        name, _, amount = step.partition(" ")
        paid = {"amount": Decimal(amount)} if amount else {}
        getattr(acts, name)(company.sandbox, tenant, document_id=made.document_id, **paid)
    told = client_for(company.connection).invoices.get(made.document_id)
    (document,) = mirror.apply(company.connection, [told], News(VersionSource.POLL))
    return document


def attach(document: Document, deal: OpenDeal) -> Document:
    DealLink.objects.create(
        document=document, source=deal.ref.source, subject_pk=deal.ref.pk, tenant=deal.tenant
    )
    return document


def send(company: Company, deal: OpenDeal, *, planned: str = "", **more: Any) -> Operation:
    """An invoice of the deal on its way to Xero, planned to come to this total."""
    operation = company.submit(deal.ref.pk, **more)
    InvoiceDraft.objects.update_or_create(
        id=operation.pk,
        defaults={
            "connection": company.connection,
            "source": deal.ref.source,
            "subject_pk": deal.ref.pk,
            "open_key": f"{company.connection.pk}:{deal.ref.key}",
            "operation": operation,
            "planned_total": Decimal(planned) if planned else None,
        },
    )
    return operation


def totals(panel: Panel) -> dict[str, tuple[str, ...]]:
    """Currency → invoiced, paid, due, overdue."""
    return {
        row.currency: tuple(
            f"{amount:.2f}" for amount in (row.invoiced, row.paid, row.due, row.overdue)
        )
        for row in panel.totals
    }


# Totals


def test_a_deal_without_invoices_has_no_totals(deal):
    panel = panel_for(deal)
    assert (panel.totals, panel.documents, panel.document_count) == ([], [], 0)
    assert panel.updated_at is None


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], ("100.00", "0.00", "0.00", "0.00")),
        (["submit"], ("100.00", "0.00", "0.00", "0.00")),
        (["approve"], ("100.00", "0.00", "100.00", "0.00")),
        (["approve", "pay 30"], ("100.00", "30.00", "70.00", "0.00")),
        (["approve", "pay"], ("100.00", "100.00", "0.00", "0.00")),
        (["approve", "void"], ("0.00", "0.00", "0.00", "0.00")),
        (["delete"], ("0.00", "0.00", "0.00", "0.00")),
    ],
)
def test_each_status_counts_as_what_it_is(company, deal, steps, expected):
    attach(in_xero(company, *steps), deal)
    assert totals(panel_for(deal)) == {"NZD": expected}


def test_totals_are_kept_apart_by_currency(company, deal):
    attach(in_xero(company, "approve", price=100), deal)
    attach(in_xero(company, "approve", "pay 50", price=250), deal)
    attach(in_xero(company, "approve", price=70, CurrencyCode="USD"), deal)
    attach(in_xero(company, "approve", "void", price=999), deal)
    attach(in_xero(company, "delete", price=999, CurrencyCode="USD"), deal)
    assert totals(panel_for(deal)) == {
        "NZD": ("350.00", "50.00", "300.00", "0.00"),
        "USD": ("70.00", "0.00", "70.00", "0.00"),
    }


def test_programs_are_told_the_same_numbers_as_text(company, deal):
    attach(in_xero(company, "approve"), deal)
    told = panel_json(panel_for(deal))
    assert told["totals"] == [
        {
            "currency": "NZD",
            "invoiced": "100.00",
            "paid": "0.00",
            "due": "100.00",
            "overdue": "0.00",
        }
    ]
    assert wire.encode(told)


# Late


@pytest.mark.parametrize(
    ("days_later", "late", "overdue"),
    [(13, 0, "0.00"), (14, 0, "0.00"), (15, 1, "100.00"), (44, 30, "100.00")],
)
def test_an_invoice_is_late_from_the_day_after_it_was_due(company, deal, days_later, late, overdue):
    attach(in_xero(company, "approve"), deal)
    with time_machine.travel(timezone.now() + timedelta(days=days_later), tick=False):
        panel = panel_for(deal)
    assert panel.documents[0].overdue_days == late
    assert totals(panel)["NZD"][-1] == overdue


@pytest.mark.parametrize("steps", [[], ["submit"], ["approve", "pay"], ["approve", "void"]])
def test_what_waits_for_no_payment_is_never_late(company, deal, steps):
    attach(in_xero(company, *steps), deal)
    with time_machine.travel(timezone.now() + timedelta(days=90), tick=False):
        panel = panel_for(deal)
    assert panel.documents[0].overdue_days == 0
    assert totals(panel)["NZD"][-1] == "0.00"


# Documents


def test_the_newest_five_are_shown_and_all_are_counted(company, deal):
    today = timezone.localdate()
    for age in range(7):
        document = in_xero(company, Date=(today - timedelta(days=age)).isoformat())
        attach(document, deal)
    panel = panel_for(deal)
    assert [row.date for row in panel.documents] == [
        today - timedelta(days=age) for age in range(5)
    ]
    assert panel.document_count == 7


def test_a_deal_shows_its_own_documents_only(company, deal, host):
    other = host.make_deal(tenant=company.connection.tenant)
    attach(in_xero(company), replace(deal, ref=deal.source.ref(other)))
    in_xero(company)
    assert panel_for(deal).document_count == 0


def test_a_document_of_another_tenant_is_not_shown(company, deal):
    attach(in_xero(company), deal)
    Connection.objects.update(tenant="somebody else")
    panel = panel_for(deal)
    assert (panel.document_count, panel.connection_state) == (0, "none")


def test_deleting_the_deal_keeps_its_documents_and_links(company, deal):
    document = attach(in_xero(company, "approve"), deal)
    deal.obj.delete()
    assert DealLink.objects.get().document == document
    assert totals(panel_for(deal)) == {"NZD": ("100.00", "0.00", "100.00", "0.00")}


def test_deleting_the_deal_keeps_what_is_on_its_way(company, deal):
    operation = send(company, deal)
    deal.obj.delete()
    assert runner.run_now(operation).state == "done"
    assert panel_for(deal).document_count == 1


def test_a_document_links_to_its_own_page_in_xero_once_the_organisation_is_known(company, deal):
    document = attach(in_xero(company), deal)
    assert panel_for(deal).documents[0].open_in_xero_url == ""
    company.queue.tasks.clear()
    reference.fill(company.connection)
    company.queue.run_all()
    assert document.xero_id in panel_for(deal).documents[0].open_in_xero_url


# The plan and Xero


def test_a_total_that_differs_from_the_plan_is_shown_and_logged(company, deal, caplog):
    runner.run_now(send(company, deal, planned="115.01"))
    (row,) = panel_for(deal).documents
    assert row.total == Decimal("115.00")
    assert row.difference == Decimal("-0.01")
    assert "differs from the plan" in caplog.text


@pytest.mark.parametrize("planned", ["115.00", ""])
def test_a_total_as_planned_shows_no_difference(company, deal, caplog, planned):
    runner.run_now(send(company, deal, planned=planned))
    assert panel_for(deal).documents[0].difference is None
    assert "differs" not in caplog.text


def test_a_credit_note_is_not_invoiced_money(company, deal):
    attach(in_xero(company, "approve", price=100), deal)
    for page in client_for(company.connection).credit_notes.pages():
        for note in mirror.apply(company.connection, page, News(VersionSource.POLL)):
            attach(note, deal)
    panel = panel_for(deal)
    assert {row.currency for row in panel.documents} == {"NZD"}
    assert panel.document_count > 1
    assert totals(panel)["NZD"][0] == "100.00"


# What is on its way


def test_what_is_on_its_way_is_shown_until_it_has_arrived(company, deal):
    operation = send(company, deal)
    panel = panel_for(deal)
    assert [(row.state, row.is_moving) for row in panel.pending] == [("ready", True)]
    assert panel.is_moving
    runner.run_now(operation)
    panel = panel_for(deal)
    assert (panel.pending, panel.is_moving, panel.draft_open) == ([], False, False)
    assert panel.documents[0].actor_name == "Robin Rep"


def test_an_unknown_outcome_is_shown_as_being_checked(company, deal):
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    runner.run_now(send(company, deal))
    (row,) = panel_for(deal).pending
    assert (row.state, row.error_code, row.is_moving) == ("checking", "outcome_unknown", True)
    assert row.messages


def test_a_refusal_is_shown_with_xeros_own_sentences(company, deal):
    operation = runner.run_now(send(company, deal, LineItems=[], Status="NONSENSE"))
    (row,) = panel_for(deal).pending
    assert (row.state, row.is_moving) == ("refused", False)
    assert row.messages == operation.error_message.splitlines() != []


def test_the_state_of_the_connection_is_told(company, deal):
    assert panel_for(deal).connection_state == "active"
    mark_needs_sign_in(Grant.objects.get(), "revoked")
    assert panel_for(deal).connection_state == "needs_sign_in"
    assert not panel_for(deal).preferences_saved
