"""Long lists, read page by page while they change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
import requests
import responses

from xero_integration.client import XeroClient

from .conftest import API
from .wire_samples import envelope

START = datetime(2026, 9, 14, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Ledger:
    """A list of invoices that answers like Xero: filter, order, pages; rows may be touched."""

    def __init__(self, times: Iterable[datetime]) -> None:
        self.rows = {UUID(int=number + 1): moment for number, moment in enumerate(times)}
        self.asked: list[tuple[int, str | None]] = []
        self.before_answer: Callable[[int], None] = lambda call: None
        self.says_pages = True
        self.largest = 1000

    def touch(self, number: int, moment: datetime) -> None:
        self.rows[UUID(int=number + 1)] = moment

    def answer(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        query = parse_qs(urlsplit(request.url or "").query)
        assert query["order"] == ["UpdatedDateUTC ASC"]
        page, size = int(query["page"][0]), min(int(query["pageSize"][0]), self.largest)
        since = request.headers.get("If-Modified-Since")
        self.asked.append((page, since))
        self.before_answer(len(self.asked))
        floor = datetime.fromisoformat(f"{since}+00:00") if since else EPOCH
        # "Later than": the stricter reading of what Xero leaves open.
        rows = sorted((m, i) for i, m in self.rows.items() if m > floor)
        chosen = rows[(page - 1) * size : page * size]
        pages = max(1, -(-len(rows) // size))
        body = envelope(
            "Invoices",
            *(element(identifier, moment) for moment, identifier in chosen),
            pagination=(page, pages, len(rows)) if self.says_pages else None,
        )
        return 200, {"Content-Type": "application/json"}, body


def element(identifier: UUID, moment: datetime) -> str:
    wire = f"/Date({(moment - EPOCH) // timedelta(milliseconds=1)}+0000)/"
    return json.dumps({"InvoiceID": str(identifier), "UpdatedDateUTC": wire})


def read(ledger: Ledger, client: XeroClient, xero: responses.RequestsMock, **more: Any) -> set[int]:
    xero.add_callback("GET", f"{API}/Invoices", callback=ledger.answer)
    pages = client.invoices.pages(**more)
    return {record.invoice_id.int - 1 for page in pages for record in page.records}


def minutes(count: int) -> list[datetime]:
    return [START + timedelta(minutes=n) for n in range(count)]


def test_a_list_of_one_page_takes_one_call(
    client: XeroClient, xero: responses.RequestsMock
) -> None:
    ledger = Ledger(minutes(1000))
    assert len(read(ledger, client, xero)) == 1000
    assert ledger.asked == [(1, None)]


def test_an_empty_list_takes_one_call(client: XeroClient, xero: responses.RequestsMock) -> None:
    ledger = Ledger([])
    assert read(ledger, client, xero, modified_since=START) == set()
    assert ledger.asked == [(1, "2026-09-14T00:00:00")]


def test_nothing_modified_as_304_is_an_empty_page(
    client: XeroClient, answers: Callable[..., Any]
) -> None:
    answers("GET", "Invoices", status=304)
    assert [len(page) for page in client.invoices.pages(START)] == [0]


@pytest.mark.parametrize("count", [1001, 3500])
def test_a_thousand_rows_cost_one_call(
    client: XeroClient, xero: responses.RequestsMock, count: int
) -> None:
    ledger = Ledger(minutes(count))
    assert len(read(ledger, client, xero)) == count
    assert len(ledger.asked) == -(-count // 1000)


def test_a_row_that_changes_meanwhile_costs_no_other_row(
    client: XeroClient, xero: responses.RequestsMock
) -> None:
    ledger = Ledger(minutes(2500))

    def touch_an_early_row(call: int) -> None:
        ledger.touch(call * 10, START + timedelta(days=9, seconds=call))

    ledger.before_answer = touch_an_early_row
    assert len(read(ledger, client, xero)) == 2500


def test_a_bulk_import_within_one_second_is_paged_by_number(
    client: XeroClient, xero: responses.RequestsMock
) -> None:
    ledger = Ledger([START] * 2500)
    assert len(read(ledger, client, xero)) == 2500
    assert ledger.asked == [(1, None), (2, None), (3, None)]


def test_rows_that_share_a_second_across_a_page_end_are_all_read(
    client: XeroClient, xero: responses.RequestsMock
) -> None:
    ledger = Ledger([START + timedelta(minutes=(n + 1) // 2) for n in range(2500)])
    assert len(read(ledger, client, xero)) == 2500


def test_a_list_that_shrank_to_nothing_meanwhile_just_ends(
    client: XeroClient, answers: Callable[..., Any]
) -> None:
    answers("GET", "Invoices", body=envelope("Invoices", pagination=(1, 3, 2500)))
    assert client.invoices.all() == []


def test_dense_changes_are_read_without_many_repeats(
    client: XeroClient, xero: responses.RequestsMock
) -> None:
    ledger = Ledger([START + timedelta(milliseconds=2 * n) for n in range(5000)])
    assert len(read(ledger, client, xero)) == 5000
    assert len(ledger.asked) <= 7


@pytest.mark.parametrize("largest", [100, 500, 1000])
def test_a_list_that_says_no_pages_is_read_to_its_end(
    client: XeroClient, xero: responses.RequestsMock, largest: int
) -> None:
    ledger = Ledger(minutes(1200))
    ledger.says_pages, ledger.largest = False, largest
    assert len(read(ledger, client, xero)) == 1200


def test_the_first_page_tells_the_servers_time_and_the_size(
    client: XeroClient, xero: responses.RequestsMock
) -> None:
    ledger = Ledger(minutes(1500))
    xero.add_callback("GET", f"{API}/Invoices", callback=ledger.answer)
    page = next(client.invoices.pages(Statuses=["AUTHORISED", "PAID"]))
    assert page.server_time == datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
    assert page.pagination is not None
    assert (page.pagination.item_count, page.pagination.page_count) == (1500, 2)
    assert "Statuses=AUTHORISED%2CPAID" in (xero.calls[0].request.url or "")
    assert json.loads(page.raw[0])["InvoiceID"] == str(UUID(int=1))


def test_archived_contacts_are_listed_too(
    client: XeroClient, answers: Callable[..., Any], xero: responses.RequestsMock
) -> None:
    answers("GET", "Contacts", body=envelope("Contacts", pagination=(1, 1, 0)))
    assert client.contacts.all() == []
    query = parse_qs(urlsplit(xero.calls[0].request.url or "").query)
    assert query == {
        "includeArchived": ["true"],
        "order": ["UpdatedDateUTC ASC"],
        "page": ["1"],
        "pageSize": ["1000"],
    }
