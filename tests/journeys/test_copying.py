"""An invoice is copied to a new draft of the deal, and voided first if that is wanted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from tests.documents.acting import JSON, in_xero, on_deal, status_in_xero, tenant_of, url
from xero_integration.models import Document, InvoiceDraft, Operation
from xero_integration.sandbox.accounting import acts

from .office import Office, text_of

INVOICES = "/api.xro/2.0/Invoices"
LINES = [
    {"Description": "Work", "Quantity": 2, "UnitAmount": "100.1234", "AccountCode": "200"},
    {"Description": "Thanks for coming"},
]


@pytest.fixture
def deal(office: Office):
    return office.host.make_deal(tenant=office.tenant)


@pytest.fixture
def boss(office: Office, sign_in):
    return sign_in("approver", tenant=office.tenant)


def a(office: Office, deal, status: str = "AUTHORISED", **more) -> Document:
    (document,) = on_deal(office, deal, in_xero(office, status, LineItems=LINES, **more))
    office.forget_calls()
    return document


def copy_url(office: Office, deal, document: Document) -> str:
    return url(office, deal, "document_copy", document.pk)


def copied(office: Office, deal, document: Document, browser, how: str = "end", **typed: str):
    return browser.post(copy_url(office, deal, document), {"how": how, **typed})


def test_looking_at_the_page_changes_nothing(office, deal, boss):
    document = a(office, deal)
    page = text_of(boss.get(copy_url(office, deal, document)))
    assert "Void and copy" in page
    assert "can't be undone" in page
    assert status_in_xero(office, document) == "AUTHORISED"
    assert not InvoiceDraft.objects.exists()
    assert office.calls() == []


def test_void_and_copy_opens_a_form_with_the_same_content(office, deal, boss):
    document = a(office, deal, Reference="PO 1")
    answer = copied(office, deal, document, boss)
    assert answer.status_code == 302
    assert status_in_xero(office, document) == "VOIDED"
    assert office.calls() == [f"POST {INVOICES}"]
    assert "was voided in Xero" in " ".join(map(str, get_messages(answer.wsgi_request)))
    page = boss.get(answer.headers["Location"])
    assert f"Copied from {document.number}" in text_of(page)
    values = office.values_after(page)
    today = timezone.localdate()
    assert values["contact_id"] == document.contact_id
    assert (values["reference"], values["number"], values["save_as"]) == ("PO 1", "", "DRAFT")
    assert values["issue_date"] == today.isoformat()
    assert document.due_date and document.date
    assert values["due_date"] == (today + (document.due_date - document.date)).isoformat()
    assert values["lines-0-unit_amount"] == "100.1234"
    assert values["lines-1-description"] == "Thanks for coming"
    assert values["lines-0-line_id"] == ""
    office.press(deal, "create", values, browser=boss)
    (made,) = office.invoices()
    assert (made["Total"], made["Status"]) == (Decimal("200.25"), "DRAFT")
    assert made["InvoiceID"] != document.xero_id
    assert made["InvoiceNumber"] != document.number
    draft = InvoiceDraft.objects.get()
    assert draft.copied_from == document


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
def test_what_is_not_approved_yet_is_deleted_instead(office, deal, boss, status):
    document = a(office, deal, status)
    assert "Delete and copy" in text_of(boss.get(copy_url(office, deal, document)))
    assert copied(office, deal, document, boss).status_code == 302
    assert status_in_xero(office, document) == "DELETED"
    assert InvoiceDraft.objects.get().copied_from == document


@pytest.mark.parametrize("status", ["DRAFT", "AUTHORISED", "PAID", "VOIDED"])
def test_copying_without_ending_asks_nothing_of_xero(office, deal, status):
    document = a(office, deal, status)
    assert copied(office, deal, document, office.rep, "keep").status_code == 302
    assert office.calls() == []
    assert status_in_xero(office, document) == status
    assert office.open_form(deal)["lines-0-quantity"] == "2"


def test_only_who_may_void_voids_by_copying(office, deal):
    document = a(office, deal)
    assert "Void and copy" not in text_of(office.rep.get(copy_url(office, deal, document)))
    assert copied(office, deal, document, office.rep).status_code == 403
    assert status_in_xero(office, document) == "AUTHORISED"
    assert not InvoiceDraft.objects.exists()


def test_an_unfinished_invoice_is_replaced_only_when_somebody_says_so(office, deal, boss):
    document = a(office, deal)
    values = office.open_form(deal)
    office.press(deal, "refresh", {**values, "reference": "Typed for an hour"})
    refused = copied(office, deal, document, boss)
    assert refused.status_code == 409
    assert "Tick the box" in text_of(refused)
    assert status_in_xero(office, document) == "AUTHORISED"
    assert office.open_form(deal)["reference"] == "Typed for an hour"
    assert copied(office, deal, document, boss, replace="on").status_code == 302
    assert status_in_xero(office, document) == "VOIDED"
    assert office.open_form(deal)["reference"] != "Typed for an hour"
    kept = InvoiceDraft.objects.get(open_key=None)
    assert kept.values["reference"] == "Typed for an hour"


def test_a_double_click_voids_once_and_opens_one_draft(office, deal, boss):
    document = a(office, deal)
    seen = document.updated_at.isoformat()
    first = copied(office, deal, document, boss, seen=seen)
    office.press(deal, "refresh", {**office.open_form(deal), "reference": "Typed"})
    second = copied(office, deal, document, boss, seen=seen)
    assert first.headers["Location"] == second.headers["Location"]
    assert office.calls() == [f"POST {INVOICES}"]
    assert office.open_form(deal)["reference"] == "Typed"
    assert InvoiceDraft.objects.count() == 1


def test_when_xero_refuses_the_void_no_draft_begins(office, deal, boss):
    document = a(office, deal)
    acts.pay(office.sandbox, tenant_of(office), document_id=document.xero_id)
    answer = copied(office, deal, document, boss)
    assert answer.status_code == 422
    assert "payments or credit notes allocated" in text_of(answer)
    assert not InvoiceDraft.objects.exists()


def test_a_payment_we_know_of_stands_in_the_way_of_the_void_but_not_of_the_copy(office, deal, boss):
    xero_id = in_xero(office, "AUTHORISED", LineItems=LINES)
    acts.pay(office.sandbox, tenant_of(office), document_id=xero_id, amount=Decimal(30))
    (document,) = on_deal(office, deal, xero_id)
    page = text_of(boss.get(copy_url(office, deal, document)))
    assert "30.00 NZD was paid" in page
    assert "Void and copy" not in page
    assert copied(office, deal, document, boss).status_code == 409
    assert copied(office, deal, document, boss, "keep").status_code == 302


def test_while_the_void_is_not_certain_the_copy_waits(office, deal, boss):
    document = a(office, deal)
    office.sandbox.faults.add_fault("POST", INVOICES, drop="after")
    answer = copied(office, deal, document, boss)
    assert (answer.status_code, answer.headers["Location"]) == (302, office.host.deal_url(deal))
    assert Operation.objects.get().state == "checking"
    assert not InvoiceDraft.objects.exists()
    told = " ".join(map(str, get_messages(answer.wsgi_request)))
    assert "once it has, choose" in told


def test_what_changed_since_it_was_seen_is_not_voided_unseen(office, deal, boss):
    document = a(office, deal)
    answer = boss.post(
        copy_url(office, deal, document), {"how": "end", "seen": "2020-01-01"}, headers=JSON
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    assert status_in_xero(office, document) == "AUTHORISED"
    assert not InvoiceDraft.objects.exists()


def test_a_document_of_another_deal_is_not_found(office, deal, boss):
    document = a(office, deal)
    other = office.host.make_deal(tenant=office.tenant)
    assert copied(office, other, document, boss).status_code == 404


def test_the_panel_offers_edit_and_copy_where_they_can_work(office, deal, boss):
    draft, approved = a(office, deal, "DRAFT"), a(office, deal)
    page = boss.get(office.panel_url(deal)).content.decode()
    for document in (draft, approved):
        assert url(office, deal, "document_edit", document.pk) in page
        assert copy_url(office, deal, document) in page
