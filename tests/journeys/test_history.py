"""The customer's history beside a deal: what it adds up to, and what a person does there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template
from django.urls import reverse

from xero_integration.linking.models import ContactLink
from xero_integration.models import Document, DocumentVersion, InvoiceDraft
from xero_integration.sandbox.accounting import acts

from .archive import contact_of, linked_deal, made_in_xero, mirrored, url
from .office import Office, text_of

NOON = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
JSON = {"Accept": "application/json"}


@pytest.fixture
def deal(office: Office):
    return linked_deal(office)


def press(office: Office, deal, action: str, **values):
    answer = office.rep.post(url(office, "sidebar", deal), {"action": action, **values})
    assert answer.status_code == 302, text_of(answer)
    return answer


def sidebar(office: Office, deal) -> str:
    answer = office.rep.get(url(office, "sidebar", deal))
    assert answer.status_code == 200
    return text_of(answer)


def test_without_a_connection_it_says_why_it_is_empty(office):
    deal = office.host.make_deal(tenant=office.tenant)
    assert "Xero is not connected" not in sidebar(office, deal)
    leave = reverse("xero_integration:disconnect", args=[office.connection.pk])
    assert office.admin.post(leave).status_code == 302
    assert "Xero is not connected. Ask an administrator." in sidebar(office, deal)


def test_it_names_the_contact_and_adds_up_its_documents_per_currency(office, deal):
    with time_machine.travel(NOON, tick=False):
        mirrored(office, 1, amount_paid=Decimal(15), amount_due=Decimal(100))
        mirrored(office, 2, status="PAID", amount_paid=Decimal(115), amount_due=Decimal(0))
        mirrored(office, 3, status="VOIDED")
        mirrored(office, 4, currency="AUD", due_date=dt.date(2026, 12, 1))
        mirrored(office, 5, kind="ACCRECCREDIT", remaining_credit=Decimal(30), amount_due=0)
        mirrored(office, 6, contact_id=contact_of(office, 1))
        answer = office.rep.get(url(office, "sidebar", deal), headers=JSON).json()
    assert answer["contacts"][0]["name"] == office.organisation.contacts[contact_of(office)].name
    assert answer["totals"] == [
        {
            "currency": "AUD", "invoiced": "115.00", "paid": "0.00",
            "due": "115.00", "overdue": "0.00", "credit": "0.00",
        },
        {
            "currency": "NZD", "invoiced": "230.00", "paid": "130.00",
            "due": "100.00", "overdue": "100.00", "credit": "30.00",
        },
    ]  # fmt: skip
    assert answer["document_count"] == 5
    page = sidebar(office, deal)
    assert "See all 5 documents" in page
    assert "INV-00006" not in page


def test_refreshing_is_one_call_and_brings_what_was_made_in_xero(office, deal):
    made = made_in_xero(office)
    made_in_xero(office, contact=1)
    office.forget_calls()
    press(office, deal, "refresh")
    (call,) = office.calls_made()
    assert call.method == "GET"
    assert call.path == "/api.xro/2.0/Invoices"
    assert set(Document.objects.values_list("contact_id", flat=True)) == {contact_of(office)}
    document = Document.objects.get(xero_id=made.document_id)
    assert document.number in sidebar(office, deal)
    version = DocumentVersion.objects.get(document=document)
    assert version.source == "refresh"
    assert version.actor_name


def test_a_second_refresh_waits_and_says_until_when(office, deal):
    with time_machine.travel(NOON, tick=False) as clock:
        press(office, deal, "refresh")
        office.forget_calls()
        again = office.rep.post(url(office, "sidebar", deal), {"action": "refresh"}, headers=JSON)
        assert again.status_code == 429
        assert again.json()["contacts"][0]["next_refresh_at"] == "2026-11-21T12:00:30+00:00"
        assert office.calls() == []
        clock.shift(31)
        assert (
            office.rep.get(url(office, "sidebar", deal), headers=JSON).json()["contacts"][0][
                "next_refresh_at"
            ]
            is None
        )
        press(office, deal, "refresh")
        assert len(office.calls()) == 1


def test_when_xero_can_not_answer_nothing_is_lost_and_it_may_be_asked_again(office, deal):
    office.sandbox.faults.add_fault("GET", "/api.xro/2.0/Invoices", status=503)
    answer = office.rep.post(url(office, "sidebar", deal), {"action": "refresh"}, headers=JSON)
    assert answer.status_code == 503
    assert "Xero is not available" in answer.json()["message"]
    assert ContactLink.objects.get().documents_asked_at is None


def test_unlinking_leaves_xero_alone_and_the_deal_asks_again(office, deal):
    connection = str(office.connection.pk)
    before = office.organisation.contacts[contact_of(office)]
    office.forget_calls()
    press(office, deal, "unlink", connection=connection)
    assert office.calls() == []
    assert office.organisation.contacts[contact_of(office)] == before
    assert not ContactLink.objects.exists()
    assert "is not linked to a contact in Xero yet" in sidebar(office, deal)
    assert InvoiceDraft.objects.get().values["contact_id"] == ""


def test_unlinking_is_undone_by_one_press(office, deal):
    document = mirrored(office, 1)
    office.rep.post(url(office, "document_attach", deal, document))
    connection = str(office.connection.pk)
    press(office, deal, "unlink", connection=connection)
    assert "on documents of this deal" in sidebar(office, deal)
    press(office, deal, "link", connection=connection, contact=contact_of(office))
    assert ContactLink.objects.get().contact_id == contact_of(office)


def test_a_contact_of_nobody_can_not_be_linked(office, deal):
    values = {"action": "link", "connection": str(office.connection.pk), "contact": "x"}
    assert office.rep.post(url(office, "sidebar", deal), values).status_code == 404


def test_a_merged_contact_is_told_and_its_survivors_documents_are_shown(office, deal):
    tenant_id = office.connection.xero_tenant_id
    acts.merge_contact(
        office.sandbox, tenant_id, contact_id=contact_of(office), into=contact_of(office, 1)
    )
    office.read_everything()
    mirrored(office, 1, contact_id=contact_of(office, 1))
    page = sidebar(office, deal)
    assert "was merged into" in page
    assert "INV-00001" in page


def test_a_deal_without_a_customer_says_so(office):
    deal = office.host.make_deal(tenant=office.tenant, without_company=True)
    page = sidebar(office, deal)
    assert "no customer" in page or "is not linked" in page


def test_the_sidebar_asks_as_often_for_forty_documents_as_for_one(office, deal):
    mirrored(office, 100)
    before = office.queries_of(url(office, "sidebar", deal))
    for number in range(40):
        mirrored(office, number)
    assert office.queries_of(url(office, "sidebar", deal)) == before
    assert before <= 16


@pytest.mark.parametrize(("role", "shows"), [("viewer", True), ("norights", False)])
def test_a_hosts_page_shows_it_by_a_tag_and_only_to_who_may_see_it(office, deal, rf, role, shows):
    request = rf.get("/")
    request.user = office.host.make_user(role, tenant=office.tenant)
    source = Template("{% load xero_integration %}{% xero_contact_sidebar 'deal' deal %}")
    page = source.render(Context({"request": request, "deal": deal}))
    assert ("Customer in Xero" in page) is shows
    assert "Unlink" not in page
    nobody = source.render(Context({"request": request, "deal": None}))
    assert nobody == ""
