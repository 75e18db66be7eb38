"""Every document of a deal's customer: filters, sums, pages, the chart, and the CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from .archive import contact_of, linked_deal, mirrored, url
from .office import Office, text_of

NOON = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
QUERIES = 20


@pytest.fixture
def deal(office: Office):
    return linked_deal(office)


def shown(office: Office, deal, query: str = "") -> str:
    with time_machine.travel(NOON, tick=False):
        answer = office.rep.get(url(office, "documents", deal) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(page: str) -> list[str]:
    """The numbers in the table, in order."""
    cells = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    found = [part.split("<")[0] for part in cells.split('/">')[1:]]
    return [each for each in found if each.startswith("INV")]


def exported(office: Office, deal, query: str = "") -> list[list[str]]:
    with time_machine.travel(NOON, tick=False):
        answer: Any = office.rep.get(url(office, "documents_csv", deal) + query)
        text = b"".join(answer.streaming_content).decode("utf-8")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:])))


@pytest.fixture
def documents(office: Office, deal):
    mirrored(office, 1, date=dt.date(2026, 11, 2))
    mirrored(office, 2, date=dt.date(2026, 10, 2), status="PAID", amount_due=0, reference="PO 77")
    mirrored(office, 3, date=dt.date(2026, 2, 2), currency="AUD", total=Decimal("99.90"))
    mirrored(office, 4, date=dt.date(2025, 12, 2), due_date=dt.date(2027, 1, 1))
    mirrored(office, 5, date=dt.date(2024, 1, 2), kind="ACCRECCREDIT", status="PAID")
    mirrored(office, 6, date=dt.date(2026, 11, 3), contact_id=contact_of(office, 1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("?period=month", [1]),
        ("?period=quarter", [1, 2]),
        ("?period=year", [1, 2, 3]),
        ("?period=custom&first_day=2025-12-02&last_day=2026-02-02", [3, 4]),
        ("?first_day=2026-10-02", [1, 2]),
        ("?period=month&first_day=1999-01-01&last_day=1999-02-01", [1]),
        ("?status=PAID", [2, 5]),
        ("?status=overdue", [1, 3]),
        ("?status=unpaid", [1, 3, 4]),
        ("?currency=AUD", [3]),
        ("?kind=ACCRECCREDIT", [5]),
        ("?most=99.90", [3]),
        ("?least=99.91&currency=NZD&kind=ACCREC", [1, 2, 4]),
        ("?q=po+77", [2]),
        ("?q=inv-00004", [4]),
        ("?q=%25", []),
        ("?page=77", [1, 2, 3, 4, 5]),
        ("?page=-1", [1, 2, 3, 4, 5]),
    ],
)
def test_a_filter_shows_what_it_says_and_the_csv_holds_the_same(
    office, deal, documents, query, expected
):
    wanted = [f"INV-{number:05d}" for number in expected]
    assert numbers(shown(office, deal, query)) == wanted
    assert [row[0] for row in exported(office, deal, query)[1:]] == wanted


@pytest.mark.parametrize("query", ["?first_day=yesterday", "?status=UNHEARD", "?least=much"])
def test_what_can_not_be_read_is_marked_and_exports_nothing(office, deal, documents, query):
    page = shown(office, deal, query)
    assert "xi-field--wrong" in page
    assert len(numbers(page)) == 5
    answer = office.rep.get(url(office, "documents_csv", deal) + query)
    assert answer.status_code == 302


def test_days_in_the_wrong_order_are_told(office, deal, documents):
    page = shown(office, deal, "?period=custom&first_day=2026-02-02&last_day=2026-01-01")
    assert "The last day is before the first." in page


def test_the_sums_are_those_of_the_filtered_documents(office, deal, documents):
    page = shown(office, deal, "?currency=AUD")
    assert "1 document" in page
    assert "99.90" in page
    assert "230.00" not in page


def test_a_page_holds_fifty_and_the_next_one_the_rest_with_the_same_filter(office, deal):
    for number in range(120):
        mirrored(office, number, date=dt.date(2026, 1, 1) + dt.timedelta(days=number % 300))
    first = shown(office, deal, "?status=AUTHORISED")
    assert len(numbers(first)) == 50
    assert "1 to 50 of 120" in text_page(first)
    assert "?status=AUTHORISED&amp;page=2" in first
    last = shown(office, deal, "?status=AUTHORISED&page=3")
    assert len(numbers(last)) == 20
    assert "101 to 120 of 120" in text_page(last)
    assert set(numbers(first)).isdisjoint(numbers(last))


def text_page(page: str) -> str:
    return " ".join(page.split())


def test_own_documents_of_another_contact_are_shown_too(office, deal, documents):
    other = mirrored(office, 7, contact_id=contact_of(office, 2))
    other.deal_links.create(
        source=office.host.source_key, subject_pk=str(deal.pk), tenant=office.tenant
    )
    assert "INV-00007" in numbers(shown(office, deal))
    assert "INV-00006" not in numbers(shown(office, deal))


def test_what_another_tenant_mirrored_is_never_shown(office, deal):
    theirs = mirrored(office, 8)
    office.connection.__class__.objects.filter(pk=theirs.connection_id).update(tenant="elsewhere")
    theirs.deal_links.create(source=office.host.source_key, subject_pk=str(deal.pk))
    assert numbers(shown(office, deal)) == []


def test_a_disconnected_organisation_keeps_its_documents_readable(office, deal, documents):
    type(office.connection).objects.update(state="disconnected", grant=None)
    assert len(numbers(shown(office, deal))) == 5


def test_the_chart_has_a_bar_for_each_amount_and_a_table_with_the_numbers(office, deal, documents):
    page = shown(office, deal)
    assert "Last twelve months in NZD" in text_page(page)
    assert page.count('class="xi-chart__invoiced"') == 3
    assert 'style="' not in page
    table = page.split("The same as a table")[1]
    assert "November 2026" in table
    assert table.count("<tr>") == 13
    assert "99.90" not in table


def test_without_documents_there_is_an_invitation_and_no_chart(office, deal):
    page = shown(office, deal)
    assert "Import those that were made in Xero" in page
    assert "<svg" not in page


def test_a_spreadsheet_can_not_be_made_to_run_what_somebody_typed(office, deal):
    for number, evil in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")):
        document = mirrored(office, number, reference=evil, contact_name=evil)
        type(document).objects.filter(pk=document.pk).update(number=evil)
    rows = exported(office, deal)
    assert len(rows) == 7
    for row in rows[1:]:
        for cell in (row[0], row[3], row[4]):
            assert cell.startswith("'")


def test_money_in_the_csv_is_plain_and_a_negative_amount_stays_a_number(office, deal, documents):
    mirrored(office, 9, total=Decimal("-1234567.80"), reference='He said "no", twice')
    row = next(each for each in exported(office, deal) if each[0] == "INV-00009")
    assert row[10] == "-1234567.80"
    assert row[3] == 'He said "no", twice'


def test_the_page_asks_as_often_for_two_hundred_documents_as_for_one(office, deal):
    mirrored(office, 1000)
    before = office.queries_of(url(office, "documents", deal))
    for number in range(200):
        mirrored(office, number)
    assert office.queries_of(url(office, "documents", deal)) == before
    assert before <= QUERIES


def test_looking_costs_no_call(office, deal, documents):
    office.forget_calls()
    shown(office, deal, "?q=77")
    exported(office, deal)
    assert office.calls() == []


def test_the_page_stands_in_the_hosts_layout_and_leads_back(office, deal):
    answer = office.rep.get(url(office, "documents", deal))
    assert office.host.deal_url(deal) in answer.content.decode()
    assert "All documents of" in text_of(answer)
