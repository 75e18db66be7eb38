"""The story of a document: who or what did it, when we learnt it, before and after."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from xero_integration.documents.timeline import Entry, Told, story, told_entries
from xero_integration.documents.timeline_changes import Change, changes
from xero_integration.documents.timeline_facts import Facts, facts_of
from xero_integration.models import Document, DocumentVersion, Operation
from xero_integration.sandbox.accounting import acts

from .archive import linked_deal, made_in_xero, mirrored, url
from .office import Office, text_of

LINE = {
    "LineItemID": "11111111-0000-4000-8000-000000000000",
    "Description": "Oven",
    "Quantity": 1,
    "UnitAmount": 100,
    "LineAmount": 100,
}
NINE = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def invoice(**fields: Any) -> Facts:
    element = {
        "InvoiceID": "22222222-0000-4000-8000-000000000000",
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Date": "2026-11-02T00:00:00",
        "Total": 115,
        "AmountDue": 115,
        "LineItems": [LINE],
        **fields,
    }
    return facts_of(json.dumps(element), "ACCREC")


def told(facts: Facts, source: str = "poll", *, minutes: int = 0, actor: str = "") -> Told:
    learned_at = NINE + dt.timedelta(minutes=minutes)
    return Told(source, actor, learned_at, learned_at, facts)


def differences(before: Facts, after: Facts) -> list[tuple[str, str, str]]:
    return [(each.label, each.before, each.after) for each in changes(before, after)]


class TestChanges:
    def test_equal_versions_differ_in_nothing(self):
        assert differences(invoice(), invoice()) == []

    def test_statuses_are_told_in_peoples_words(self):
        assert differences(invoice(), invoice(Status="PAID", AmountDue=0, AmountPaid=115)) == [
            ("Status", "Awaiting payment", "Paid"),
            ("Paid", "0.00", "115.00"),
            ("Due", "115.00", "0.00"),
        ]

    def test_an_unknown_status_is_told_as_it_is(self):
        assert differences(invoice(), invoice(Status="FROZEN"))[0][2] == "FROZEN"

    def test_dates_are_dates(self):
        found = differences(invoice(), invoice(DueDate="2026-12-01T00:00:00"))
        assert found == [("Due date", "", "Dec. 1, 2026")]

    def test_a_yes_that_was_absent_before(self):
        assert differences(invoice(), invoice(SentToContact=True)) == [
            ("Sent to the customer", "no", "yes")
        ]
        assert differences(invoice(), invoice(SentToContact=False)) == []

    def test_lines_are_recognised_by_their_id(self):
        second = {**LINE, "LineItemID": "3" * 8 + "-0000-4000-8000-000000000000"}
        moved = invoice(LineItems=[{**second, "Description": "Hose"}, {**LINE, "Quantity": 2}])
        assert differences(invoice(), moved) == [
            ("Line 1", "", "Hose · 100.00"),
            ("Line 2, Quantity", "1", "2"),
        ]
        assert differences(moved, invoice())[-1] == ("Line 1", "Hose · 100.00", "")

    def test_an_answer_without_lines_says_nothing_about_them(self):
        assert differences(invoice(), invoice(LineItems=[])) == []

    def test_payments_and_credits_come_and_go(self):
        paid = invoice(
            Payments=[
                {
                    "PaymentID": "44444444-0000-4000-8000-000000000000",
                    "Amount": 50,
                    "Date": "2026-11-03T00:00:00",
                }
            ]
        )
        assert differences(invoice(), paid) == [("Payment", "", "50.00 · Nov. 3, 2026")]
        assert differences(paid, invoice()) == [("Payment", "50.00 · Nov. 3, 2026", "")]

    def test_a_credit_note_is_read_as_one(self):
        element = {
            "CreditNoteID": "55555555-0000-4000-8000-000000000000",
            "Type": "ACCRECCREDIT",
            "Status": "AUTHORISED",
            "CreditNoteNumber": "CN-1",
            "Total": 20,
            "RemainingCredit": 20,
        }
        before = facts_of(json.dumps(element), "ACCRECCREDIT")
        after = facts_of(json.dumps({**element, "RemainingCredit": 5}), "ACCRECCREDIT")
        assert before.values["number"] == "CN-1"
        assert differences(before, after) == [("Credit left", "20.00", "5.00")]


class TestStory:
    def test_each_version_is_compared_with_the_one_before(self):
        versions = [
            told(invoice(Status="PAID"), "webhook", minutes=5),
            told(invoice(), "import", actor="Ana"),
        ]
        entries = told_entries(versions, complete=True)
        assert [entry.title for entry in entries] == ["Changed in Xero", "Imported from Xero"]
        assert entries[0].changes == (Change("Status", "Awaiting payment", "Paid"),)
        assert entries[0].learnt_from == "Xero's webhook"
        assert entries[1].who == "Ana"

    def test_the_last_of_an_incomplete_list_only_serves_the_comparison(self):
        versions = [told(invoice(Status="PAID")), told(invoice())]
        assert len(told_entries(versions, complete=False)) == 1
        assert told_entries([], complete=True) == []

    def test_what_a_sweep_found_says_so(self):
        versions = [told(invoice(Status="PAID"), "sweep"), told(invoice())]
        assert told_entries(versions, complete=True)[0].title.startswith("Found different")

    def test_an_answer_is_told_with_the_deed_that_brought_it(self):
        deed = Entry(NINE, "Approve", who="Ana", finished_at=NINE + dt.timedelta(seconds=2))
        answer = told(invoice(), "answer", actor="Ana")
        before = told(invoice(Status="DRAFT"), "answer", minutes=-60, actor="Ana")
        entries = story(told_entries([answer, before], complete=True), [deed])
        assert [entry.title for entry in entries] == ["Approve", "Created in Xero from here"]
        assert entries[0].changes == (Change("Status", "Draft", "Awaiting payment"),)

    def test_news_from_outside_is_never_taken_for_an_answer(self):
        deed = Entry(NINE, "E-mail", finished_at=NINE + dt.timedelta(seconds=2))
        news = told_entries([told(invoice(Status="PAID")), told(invoice())], complete=False)
        assert len(story(news, [deed])) == 2


@pytest.fixture
def deal(office: Office):
    return linked_deal(office)


@pytest.fixture
def document(office: Office, deal) -> Document:
    """Made in Xero, imported, then changed there and refreshed here."""
    with time_machine.travel(NINE, tick=False):
        made = made_in_xero(office, InvoiceNumber="OLD-1")
        fields = {"connection": str(office.connection.pk), "kind": "ACCREC", "number": "OLD-1"}
        office.rep.post(
            url(office, "documents_import", deal),
            {**fields, "action": "attach", "xero_id": made.document_id},
        )
    return Document.objects.get(xero_id=made.document_id)


def in_xero(office: Office, act: str, document: Document, **more: Any) -> None:
    tenant_id = office.connection.xero_tenant_id
    getattr(acts, act)(office.sandbox, tenant_id, document_id=document.xero_id, **more)


def refresh(office: Office, deal) -> None:
    office.rep.post(url(office, "sidebar", deal), {"action": "refresh"})


def page_of(office: Office, deal, document: Document, query: str = "") -> str:
    answer = office.rep.get(url(office, "document", deal, document) + query)
    assert answer.status_code == 200
    return text_of(answer)


def story_on(page: str) -> str:
    return page.split("What happened")[1].split("As it was believed to be")[0]


def test_the_page_tells_who_imported_it_and_what_changed_in_xero_since(office, deal, document):
    office.sandbox.clock.advance(3600)
    in_xero(office, "pay", document, amount=Decimal(50))
    with time_machine.travel(NINE + dt.timedelta(days=1), tick=False):
        refresh(office, deal)
    page = page_of(office, deal, document)
    assert "OLD-1" in page
    assert "Part paid" in page
    told = story_on(page)
    assert told.index("Changed in Xero") < told.index("Imported")
    assert "Changed in Xero by" not in told
    assert "learnt by: Refreshed by a person (" in told
    assert "Paid: before 0.00 → now 50.00" in told
    assert "Payment: 50.00" in told
    assert "Attached to this deal" in told


def test_another_deal_is_not_named(office, deal, document):
    other = office.host.make_deal(tenant=office.tenant, title="A secret deal")
    document.events.create(
        kind="attached", source=office.host.source_key, subject_pk=str(other.pk), actor_name="Bo"
    )
    told = story_on(page_of(office, deal, document))
    assert "Attached to another deal" in told
    assert "secret" not in told


def test_what_was_believed_on_a_day_is_shown_as_it_was(office, deal, document):
    office.sandbox.clock.advance(3600)
    in_xero(office, "pay", document)
    with time_machine.travel(NINE + dt.timedelta(days=3), tick=False):
        refresh(office, deal)
    before = page_of(office, deal, document, "?as_of=2026-11-04")
    then = before.split("At the end of Nov. 4, 2026")[1]
    assert "Awaiting payment" in then
    after = page_of(office, deal, document, "?as_of=2026-11-05").split("At the end of")[1]
    assert "Awaiting payment" not in after
    assert "Paid in full on" in after
    unknown = page_of(office, deal, document, "?as_of=2026-11-01")
    assert "was not known here yet" in unknown


@pytest.mark.parametrize("query", ["?as_of=soon", "?as_of=", "?page=x", "?page=99"])
def test_an_odd_address_does_no_harm(office, deal, document, query):
    assert "What happened" in page_of(office, deal, document, query)


def test_xeros_own_history_is_read_when_asked_and_only_then(office, deal, document):
    office.forget_calls()
    assert "Read Xero’s history" in page_of(office, deal, document)
    assert office.calls() == []
    answer = office.rep.post(url(office, "document", deal, document))
    assert office.calls() == [f"GET /api.xro/2.0/Invoices/{document.xero_id}/History"]
    assert answer.status_code == 200
    assert "Approved by Accountant" in text_of(answer).split("Xero’s own history")[1]


def test_when_xero_does_not_answer_the_rest_of_the_page_stands(office, deal, document):
    office.sandbox.faults.add_fault("GET", "/api.xro/2.0/Invoices", status=503)
    answer = office.rep.post(url(office, "document", deal, document))
    assert "What happened" in text_of(answer)
    assert "Xero is not available" in text_of(answer)


def test_an_operation_tells_how_far_it_came_and_its_answer_is_told_with_it(office):
    deal = office.host.make_deal(tenant=office.tenant)
    office.press(deal, "create", office.link_everything(deal))
    document = Document.objects.get()
    Operation.objects.create(
        connection=office.connection,
        kind="document.status",
        subject=f"document:{document.pk}",
        intent="approve:1",
        body='{"Status": "AUTHORISED"}',
        state="refused",
        error_message="Not today",
        due_at=NINE,
        actor_name="Bo",
    )
    told = story_on(page_of(office, deal, document))
    assert "Create invoice" in told
    assert "Created in Xero from here" not in told
    assert "Approve – Refused by Bo" in told
    assert "Not today" in told
    assert "Status: Draft" in told


def test_a_long_story_is_paged_and_asks_no_more_often(office, deal):
    document = mirrored(office, 1)
    address = url(office, "document", deal, document)
    before = office.queries_of(address)
    for number in range(120):
        raw = {"InvoiceID": document.xero_id, "Type": "ACCREC", "Total": number}
        DocumentVersion.objects.create(
            document=document,
            source="poll",
            status="AUTHORISED",
            learned_at=NINE + dt.timedelta(minutes=number),
            raw=json.dumps(raw),
        )
    pages = [story_on(page_of(office, deal, document, f"?page={n}")) for n in (1, 2, 3)]
    assert [page.count("Changed in Xero") for page in pages] == [50, 50, 19]
    assert "Total: before 117.00 → now 118.00" in pages[0]
    assert "First read from Xero" in pages[2]
    assert "Older" not in pages[2]
    assert office.queries_of(address) == before
    assert before <= 20
