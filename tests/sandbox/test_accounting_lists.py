"""Lists: paging, filters, orders, If-Modified-Since and what a list leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.accounting_fixtures import NOON, Xero, line
from xero_integration.sandbox import Sandbox
from xero_integration.sandbox.accounting import acts
from xero_integration.sandbox.bulk import seed


def rows(xero: Xero, path: str = "Invoices", **query: Any) -> list[dict[str, Any]]:
    answer = xero.get(path, **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()[path]
    return found


def numbers(xero: Xero, **query: Any) -> list[str]:
    return [each["InvoiceNumber"] for each in rows(xero, **query)]


@pytest.fixture
def three(xero: Xero) -> Xero:
    """Three invoices of this app, a second apart."""
    for number, reference in (("T-1", "Alpha"), ("T-2", "beta alpha"), ("T-3", "")):
        xero.create(InvoiceNumber=number, Reference=reference, DueDate="2026-12-0" + number[-1])
        xero.sandbox.clock.advance(1)
    return xero


def test_without_page_everything_comes_without_lines(xero: Xero) -> None:
    body = xero.get("Invoices").json()
    assert "pagination" not in body
    assert len(body["Invoices"]) == len(xero.books.invoices)
    assert all(each["LineItems"] == [] for each in body["Invoices"])
    assert all(set(each["Contact"]) >= {"ContactID", "Name"} for each in body["Invoices"])
    assert all("EmailAddress" not in each["Contact"] for each in body["Invoices"])


def test_a_page_comes_with_lines_and_its_place(xero: Xero) -> None:
    body = xero.get("Invoices", page=2, pageSize=5).json()
    assert list(body)[4:6] == ["pagination", "Invoices"]
    assert body["pagination"] == {"page": 2, "pageSize": 5, "pageCount": 3, "itemCount": 12}
    assert len(body["Invoices"]) == 5
    assert all(each["LineItems"] for each in body["Invoices"])


@pytest.mark.parametrize(("asked", "given"), [("5000", 1000), ("0", 100), ("-3", 1), ("x", 100)])
def test_page_sizes_out_of_range_are_clamped_in_silence(xero: Xero, asked: str, given: int) -> None:
    body = xero.get("Invoices", page=1, pageSize=asked).json()
    assert body["pagination"]["pageSize"] == given


def test_pages_cover_every_row_once(xero: Xero) -> None:
    pages = [numbers(xero, page=page, pageSize=5, order="InvoiceNumber") for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [5, 5, 2, 0]
    ids = [each["InvoiceID"] for page in (1, 2, 3) for each in rows(xero, page=page, pageSize=5)]
    assert len(set(ids)) == 12


def test_the_default_order_is_the_oldest_change_first(three: Xero) -> None:
    assert numbers(three, page=1)[-3:] == ["T-1", "T-2", "T-3"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("InvoiceNumber DESC", ["T-3", "T-2", "T-1"]),
        ("DueDate", ["T-1", "T-2", "T-3"]),
        ("UpdatedDateUTC DESC", ["T-3", "T-2", "T-1"]),
        ("Type ASC, InvoiceNumber DESC", ["T-3", "T-2", "T-1"]),
    ],
)
def test_orders(three: Xero, order: str, expected: list[str]) -> None:
    assert numbers(three, order=order, createdByMyApp="true") == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('InvoiceNumber=="t-2"', ["T-2"]),
        ('Reference=="ALPHA"', ["T-1"]),
        ('Reference!=null AND Reference.Contains("alpha")', ["T-1", "T-2"]),
        ('Reference!=null && Reference.ToLower().StartsWith("beta")', ["T-2"]),
        ('InvoiceNumber.EndsWith("3")', ["T-3"]),
        ("Reference==null AND DueDate==DateTime(2026,12,03)", ["T-3"]),
        ("DueDate>=DateTime(2026, 12, 2)", ["T-2", "T-3"]),
        ('(InvoiceNumber=="T-1" OR InvoiceNumber=="T-2") AND Total>100', ["T-1", "T-2"]),
        ('InvoiceNumber=="T-1" || InvoiceNumber=="T-2" AND Total>1000', ["T-1"]),
        ('Status=="DRAFT" AND AmountDue<115.01', ["T-1", "T-2", "T-3"]),
        ("Total=115 AND SentToContact==false", ["T-1", "T-2", "T-3"]),
        ('Contact.Name=="ridgeway UNIVERSITY" AND Type=="ACCREC"', ["T-1", "T-2", "T-3"]),
        ('Contact.ContactNumber=="RU-1" AND InvoiceNumber!="T-2"', ["T-1", "T-3"]),
    ],
)
def test_filters(three: Xero, where: str, expected: list[str]) -> None:
    assert numbers(three, where=where, createdByMyApp="true") == expected


def test_a_filter_by_contact_id(three: Xero) -> None:
    where = f'Contact.ContactID==Guid("{three.contact_id().upper()}") AND Status=="DRAFT"'
    assert {"T-1", "T-2", "T-3"} <= set(numbers(three, where=where))
    where = where.replace(three.contact_id().upper(), three.tenant)
    assert numbers(three, where=where) == []


@pytest.mark.parametrize(
    "where",
    [
        'Nonsense=="x"',
        'Url=="https://crm.example/1"',
        "InvoiceNumber==",
        '(InvoiceNumber=="A"',
        'InvoiceNumber=="A" AND',
        'Reference.Contains("alpha")',
        "InvoiceNumber.Length()==3",
        'Total>"many"',
        "DueDate>DateTime(2026,13,1)",
        'InvoiceNumber ~ "A"',
    ],
)
def test_filters_that_cannot_be_read(three: Xero, where: str) -> None:
    answer = three.get("Invoices", where=where)
    assert (answer.status_code, answer.json()["Type"]) == (400, "QueryParseException")


def test_the_other_filters(three: Xero) -> None:
    made = rows(three, createdByMyApp="true")
    both = f"{made[0]['InvoiceID']},{made[2]['InvoiceID']}"
    assert numbers(three, IDs=both) == ["T-1", "T-3"]
    assert numbers(three, InvoiceNumbers="T-2,t-3,T-9") == ["T-2", "T-3"]
    assert numbers(three, searchTerm="alpha") == ["T-1", "T-2"]
    assert set(numbers(three, Statuses="SUBMITTED")) == {"INV-0007"}
    assert set(numbers(three, Statuses="VOIDED,DELETED")) == {"INV-0003", "INV-0006"}
    assert numbers(three, ContactIDs=three.contact_id(), Statuses="DRAFT")[-1] == "T-3"


def test_only_what_this_app_made_is_created_by_my_app(xero: Xero) -> None:
    acts.create_invoice(xero.sandbox, xero.tenant, element=xero.invoice(InvoiceNumber="BY-HAND"))
    xero.create(InvoiceNumber="BY-APP")
    assert numbers(xero, createdByMyApp="true") == ["BY-APP"]
    assert "BY-HAND" in numbers(xero)
    assert len(numbers(xero, createdByMyApp="1")) == 14


def test_voided_and_deleted_invoices_are_listed(xero: Xero) -> None:
    assert {"VOIDED", "DELETED"} <= {each["Status"] for each in rows(xero)}


def test_a_summary_is_paged_and_has_no_lines(xero: Xero) -> None:
    body = xero.get("Invoices", summaryOnly="true").json()
    assert body["pagination"]["itemCount"] == 12
    assert not {"LineItems", "Payments", "HasAttachments"} & set(body["Invoices"][0])


def since(xero: Xero, text: str, path: str = "Invoices", **query: Any) -> list[dict[str, Any]]:
    answer = xero.call("GET", path, headers={"If-Modified-Since": text}, **query)
    found: list[dict[str, Any]] = answer.json()[path]
    return found


def test_modified_since_is_read_from_the_header_alone(three: Xero) -> None:
    found = since(three, "2026-11-20T00:00:01")
    assert [each["InvoiceNumber"] for each in found] == ["T-2", "T-3"]
    rfc = since(three, "Fri, 20 Nov 2026 00:00:02 GMT", page=1)
    assert [each["InvoiceNumber"] for each in rfc] == ["T-3"]
    assert len(numbers(three, **{"If-Modified-Since": "2026-11-20T00:00:01"})) == 15


def test_nothing_new_is_an_empty_list(three: Xero) -> None:
    assert since(three, "2026-11-21T00:00:00") == []


def test_a_change_brings_a_row_back(xero: Xero) -> None:
    xero.sandbox.clock.advance(60)
    draft = rows(xero, Statuses="DRAFT")[0]
    acts.edit(xero.sandbox, xero.tenant, document_id=draft["InvoiceID"], changes={"Reference": "x"})
    found = since(xero, "2026-11-20T00:00:30")
    assert [each["InvoiceID"] for each in found] == [draft["InvoiceID"]]


def test_archived_contacts_show_when_asked_for(xero: Xero) -> None:
    names = {each["Name"] for each in rows(xero, "Contacts")}
    everyone = {each["Name"] for each in rows(xero, "Contacts", includeArchived="true")}
    assert everyone - names == {"Old Harbour Traders", "Ridgeway Uni"}


def test_contacts_are_searched(xero: Xero) -> None:
    found = rows(xero, "Contacts", searchTerm="MARINE")
    assert [each["Name"] for each in found] == ["Marine Systems"]
    by_mail = rows(xero, "Contacts", where='EmailAddress="ACCOUNTS@boomfm.example"')
    assert by_mail == []


def test_deleted_tax_rates_are_listed(xero: Xero) -> None:
    statuses = {each["TaxType"]: each["Status"] for each in rows(xero, "TaxRates")}
    assert (statuses["OUTPUT2"], statuses["OUTPUT"]) == ("ACTIVE", "DELETED")


def test_small_lists_are_filtered_and_ordered(xero: Xero) -> None:
    where = 'Type=="BANK" AND Status=="ACTIVE"'
    found = rows(xero, "Accounts", where=where, order="Code DESC")
    assert [each["Code"] for each in found] == ["091", "090"]


@pytest.fixture
def crowded(sandbox: Sandbox) -> Xero:
    xero = Xero(sandbox)
    seed(sandbox, xero.tenant, contacts=100_000, invoices=1_000_000)
    return xero


def test_a_million_invoices_are_paged(crowded: Xero) -> None:
    body = crowded.get("Invoices", page=1001, pageSize=1000).json()
    assert body["pagination"]["itemCount"] == 1_000_012
    assert len(body["Invoices"]) == 12
    middle = crowded.get("Invoices", page=500, pageSize=100).json()["Invoices"]
    assert middle[0]["InvoiceNumber"] == "BULK-0049900"
    assert middle[0]["LineItems"][0]["LineAmount"] > 0


def test_a_million_invoices_cannot_be_had_at_once(crowded: Xero) -> None:
    for query in ({}, {"page": 1, "order": "Total"}, {"page": 1, "where": "Total>5"}):
        assert crowded.get("Invoices", **query).status_code == 400


def test_the_latest_of_a_million_invoices_come_by_date(crowded: Xero) -> None:
    last = crowded.get("Invoices", page=10000, pageSize=100).json()["Invoices"][-1]
    assert last["InvoiceNumber"] == "BULK-0999999"
    since_then = since(crowded, last["UpdatedDateUTCString"], page=1)
    assert since_then[0]["InvoiceNumber"] == "BULK-0999999"
    assert len(since_then) == 13


def test_one_of_a_million_invoices_is_changed_and_moves_to_the_end(crowded: Xero) -> None:
    made = crowded.read("BULK-0000000")
    changed = crowded.set(made["InvoiceID"], Reference="moved", LineItems=[line()])
    assert changed.status_code == 200
    body = crowded.get("Invoices", page=1, pageSize=1).json()
    assert body["Invoices"][0]["InvoiceNumber"] == "BULK-0000001"
    assert body["pagination"]["itemCount"] == 1_000_012
    last = since(crowded, NOON.strftime("%Y-%m-%dT%H:%M:%S"), page=1)
    assert [each["Reference"] for each in last] == ["moved"]


def test_pages_close_the_gap_that_a_changed_invoice_leaves(crowded: Xero) -> None:
    for number in ("BULK-0000002", "BULK-0000003", "BULK-0000007"):
        invoice_id = crowded.read(number)["InvoiceID"]
        assert crowded.set(invoice_id, Reference="moved").status_code == 200
    pages = [numbers(crowded, page=page, pageSize=3) for page in (1, 2, 3)]
    left = [0, 1, 4, 5, 6, 8, 9, 10, 11]
    assert [number for page in pages for number in page] == [f"BULK-{each:07d}" for each in left]


def test_invoices_of_one_of_many_contacts(crowded: Xero) -> None:
    contact = crowded.get("Contacts", where='Name=="Amber Analytics 000000"').json()["Contacts"][0]
    found = rows(crowded, ContactIDs=contact["ContactID"], page=1)
    assert len(found) == 10
    assert {each["Contact"]["Name"] for each in found} == {"Amber Analytics 000000"}
    where = f'Contact.ContactID==Guid("{contact["ContactID"]}")'
    assert len(rows(crowded, where=where, page=1)) == 10


def test_a_name_among_many_is_still_unique(crowded: Xero) -> None:
    refused = crowded.put("Contacts", {"Contacts": [{"Name": "Amber Analytics 000000"}]})
    assert refused.status_code == 400
    assert crowded.post("Contacts", {"Name": "Amber Analytics 000000"}).status_code == 200


def test_credit_notes_know_no_filter_but_where(xero: Xero) -> None:
    """As in Xero's OpenAPI: what a list does not know is ignored in silence."""
    body = {"Type": "ACCRECCREDIT", "Contact": {"ContactID": xero.contact_id()}}
    xero.put("CreditNotes", {"CreditNotes": [body | {"LineItems": [line()]}] * 2})
    everything = rows(xero, "CreditNotes", page=1)
    first, other = everything[-2:]
    for unknown in (
        {"IDs": first["CreditNoteID"]},
        {"ContactIDs": first["Contact"]["ContactID"]},
        {"Statuses": "DELETED"},
        {"createdByMyApp": "true"},
        {"summaryOnly": "true"},
    ):
        assert rows(xero, "CreditNotes", page=1, **unknown) == everything
    wanted = " OR ".join(f'CreditNoteID==Guid("{each["CreditNoteID"]}")' for each in (first, other))
    assert rows(xero, "CreditNotes", page=1, where=wanted) == [first, other]
