"""Importing what was made in Xero, or before it was connected, onto the customer's history."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages

from xero_integration.models import DealLink, Document, DocumentEvent, DocumentVersion
from xero_integration.sandbox.accounting.context import Context
from xero_integration.sandbox.accounting.documents.kinds import CREDIT_NOTE
from xero_integration.sandbox.accounting.documents.write import create

from .archive import contact_of, linked_deal, made_in_xero, url
from .office import Office, text_of

LIST = "GET /api.xro/2.0/Invoices"


@pytest.fixture
def deal(office: Office):
    return linked_deal(office)


def send(office: Office, deal, action: str, **values):
    fields = {"connection": str(office.connection.pk), "kind": "ACCREC", **values}
    return office.rep.post(url(office, "documents_import", deal), {**fields, "action": action})


def found(office: Office, deal, **values) -> str:
    answer = send(office, deal, "search", **values)
    assert answer.status_code == 200, text_of(answer)
    return answer.content.decode()


def a_credit_note(office: Office, **element):
    wanted = {
        "Type": "ACCRECCREDIT",
        "Contact": {"ContactID": contact_of(office)},
        "Date": "2026-11-05",
        "LineAmountTypes": "Exclusive",
        "LineItems": [
            {"Description": "Back", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200"}
        ],
        "Status": "AUTHORISED",
        **element,
    }
    context = Context.of(office.sandbox, office.connection.xero_tenant_id)
    with office.sandbox.lock:
        return create(context, CREDIT_NOTE, wanted)


@pytest.mark.parametrize(
    "asked",
    [
        {"of_contact": "on", "first_day": "2026-11-09", "last_day": "2026-11-09"},
        {"number": "OLD-1"},
        {"number": "OLD-1, OLD-77"},
        {"reference": "po 4"},
        {"first_day": "2026-11-09", "last_day": "2026-11-09"},
    ],
)
def test_a_search_finds_it_with_one_call_and_mirrors_nothing(office, deal, asked):
    wanted = made_in_xero(office, InvoiceNumber="OLD-1", Reference="PO 44", Date="2026-11-09")
    bill = made_in_xero(office, InvoiceNumber="BILL-1", Reference="PO 44", Type="ACCPAY")
    other = made_in_xero(office, InvoiceNumber="OLD-2", Reference="PO 51", Date="2026-11-08")
    office.forget_calls()
    page = found(office, deal, **asked)
    assert office.calls() == [LIST]
    assert wanted.document_id in page
    assert bill.document_id not in page
    assert other.document_id not in page
    assert not Document.objects.exists()


def test_imported_documents_stand_on_no_deal_but_in_the_customers_history(office, deal):
    made = made_in_xero(office, InvoiceNumber="OLD-1")
    office.forget_calls()
    answer = send(office, deal, "import", number="OLD-1", xero_id=made.document_id)
    assert answer.status_code == 302
    assert office.calls() == [LIST]
    document = Document.objects.get()
    assert document.number == "OLD-1"
    assert document.lines.count() == 1
    assert DocumentVersion.objects.get().source == "import"
    event = DocumentEvent.objects.get()
    assert event.kind == "imported"
    assert event.actor_name
    assert not DealLink.objects.exists()
    assert "OLD-1" not in text_of(office.rep.get(office.panel_url(deal)))
    assert [str(one) for one in get_messages(answer.wsgi_request)] == ["1 document was imported."]
    assert "OLD-1" in text_of(office.rep.get(answer.headers["Location"]))


def test_importing_and_attaching_is_one_press(office, deal):
    made = [made_in_xero(office, InvoiceNumber=f"OLD-{number}") for number in range(3)]
    ids = [each.document_id for each in made]
    office.forget_calls()
    send(office, deal, "attach", number="OLD-0,OLD-1,OLD-2", xero_id=ids)
    assert office.calls() == [LIST]
    panel = text_of(office.rep.get(office.panel_url(deal)))
    assert all(f"OLD-{number}" in panel for number in range(3))


def test_what_is_here_already_says_so_and_costs_no_second_reading(office, deal):
    made = made_in_xero(office, InvoiceNumber="OLD-1")
    send(office, deal, "import", number="OLD-1", xero_id=made.document_id)
    assert "already imported" in found(office, deal, number="OLD-1")
    office.forget_calls()
    send(office, deal, "attach", number="OLD-1", xero_id=made.document_id)
    assert office.calls() == []
    assert DealLink.objects.count() == 1
    assert "already on this deal" in found(office, deal, number="OLD-1")
    assert DocumentEvent.objects.filter(kind="imported").count() == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"of_contact": "on"},
        {"number": "CN-OLD"},
        {"reference": "sorry"},
        {"first_day": "2026-11-05", "last_day": "2026-11-05"},
    ],
)
def test_credit_notes_are_found_and_imported_too(office, deal, asked):
    made = a_credit_note(office, CreditNoteNumber="CN-OLD", Reference="Sorry about that")
    page = found(office, deal, kind="ACCRECCREDIT", **asked)
    assert made.document_id in page
    send(office, deal, "attach", kind="ACCRECCREDIT", xero_id=made.document_id, **asked)
    document = Document.objects.get()
    assert document.kind == "ACCRECCREDIT"
    assert document.remaining_credit == document.total
    assert DealLink.objects.filter(document=document).exists()


def test_a_search_for_nothing_asks_for_something_and_costs_no_call(office, deal):
    office.forget_calls()
    answer = send(office, deal, "search")
    assert answer.status_code == 422
    assert "Say what to look for" in text_of(answer)
    answer = send(office, deal, "search", first_day="2026-02-02", last_day="2026-01-01")
    assert "The last day is before the first." in text_of(answer)
    assert office.calls() == []


def test_quotes_in_a_search_do_not_break_out_of_the_filter(office, deal):
    for evil in ('" OR 1==1 OR "', "\\", '")'):
        for name in ("number", "reference"):
            page = found(office, deal, kind="ACCRECCREDIT", **{name: f"X{evil}"})
            assert "Nothing in Xero matches" in page


def test_when_xero_does_not_answer_the_page_says_so_and_keeps_the_search(office, deal):
    office.sandbox.faults.add_fault("GET", "/api.xro/2.0/Invoices", status=503)
    answer = send(office, deal, "search", number="OLD-1")
    assert answer.status_code == 503
    assert "Xero was not searched" in text_of(answer)
    assert 'value="OLD-1"' in answer.content.decode()


def test_pressing_import_with_nothing_ticked_shows_the_search_again(office, deal):
    made_in_xero(office, InvoiceNumber="OLD-1")
    answer = send(office, deal, "import", number="OLD-1", xero_id="nonsense")
    assert answer.status_code == 200
    assert "1 document found in Xero" in text_of(answer)


def test_the_page_tells_what_a_search_costs_and_opening_it_costs_nothing(office, deal):
    office.forget_calls()
    page = text_of(office.rep.get(url(office, "documents_import", deal)))
    assert "A search is one call to Xero" in page
    assert office.calls() == []


def test_an_organisation_of_somebody_else_can_not_be_searched(office, deal):
    answer = send(office, deal, "search", connection="0" * 8, number="OLD-1")
    assert answer.status_code == 422


def test_without_a_connection_the_page_says_so(office, deal):
    type(office.connection).objects.update(state="needs_sign_in")
    page = text_of(office.rep.get(url(office, "documents_import", deal)))
    assert "Xero is not connected" in page
