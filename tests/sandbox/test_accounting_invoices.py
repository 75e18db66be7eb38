"""Creating and changing invoices: PUT, POST, numbers, line ids and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.accounting_fixtures import Xero, first, line, messages
from xero_integration.sandbox import Sandbox

ZERO = "00000000-0000-0000-0000-000000000000"


def count(xero: Xero) -> int:
    return len(xero.books.invoices)


def test_the_envelope(xero: Xero) -> None:
    body = xero.put("Invoices", {"Invoices": [xero.invoice()]}).json()
    assert list(body) == ["Id", "Status", "ProviderName", "DateTimeUTC", "Invoices"]
    assert (body["Status"], body["DateTimeUTC"]) == ("OK", "/Date(1795132800000)/")
    assert "StatusAttributeString" not in body["Invoices"][0]


def test_dates_come_as_stamp_and_as_text(xero: Xero) -> None:
    made = xero.create(Date="2026-11-20")
    assert made["Date"] == "/Date(1795132800000+0000)/"
    assert made["DateString"] == "2026-11-20T00:00:00"
    assert made["UpdatedDateUTCString"] == "2026-11-20T00:00:00Z"


def test_absent_means_absent(xero: Xero) -> None:
    body = xero.invoice()
    del body["DueDate"]
    made = first(xero.put("Invoices", body), "Invoices")
    assert not {"DueDate", "DueDateString", "FullyPaidOnDate", "Url"} & set(made)
    assert None not in made.values()


def test_the_date_defaults_to_today_where_the_organisation_is(sandbox: Sandbox) -> None:
    # Midnight in London is already the afternoon of the same day in Auckland.
    sandbox.clock.advance(13 * 3600)
    xero = Xero(sandbox)
    body = xero.invoice()
    del body["Date"]
    assert first(xero.put("Invoices", body), "Invoices")["DateString"] == "2026-11-21T00:00:00"


def test_a_sale_without_number_gets_the_next_one(xero: Xero) -> None:
    numbers = [xero.create()["InvoiceNumber"] for _ in range(2)]
    assert numbers == ["INV-0010", "INV-0011"]


def test_the_next_number_skips_taken_ones(xero: Xero) -> None:
    xero.create(InvoiceNumber="INV-0010")
    assert xero.create()["InvoiceNumber"] == "INV-0011"


@pytest.mark.parametrize("status", ["DRAFT", "VOIDED"])
def test_put_refuses_a_taken_number_whatever_its_status(xero: Xero, status: str) -> None:
    made = xero.create(InvoiceNumber="A-1", Status="AUTHORISED" if status == "VOIDED" else "DRAFT")
    if status == "VOIDED":
        xero.set(made["InvoiceID"], Status="VOIDED")
    refused = xero.put("Invoices", xero.invoice(InvoiceNumber="a-1"))
    assert messages(refused) == ["Invoice # must be unique."]


def test_post_with_a_taken_number_changes_that_invoice(xero: Xero) -> None:
    made = xero.create(InvoiceNumber="A-1")
    before = count(xero)
    changed = first(xero.post("Invoices", xero.invoice(InvoiceNumber="A-1", Reference="x")),
                    "Invoices")  # fmt: skip
    assert changed["InvoiceID"] == made["InvoiceID"]
    assert (changed["Reference"], count(xero)) == ("x", before)


def test_post_with_the_number_of_a_voided_invoice_is_no_valid_status(xero: Xero) -> None:
    made = xero.create(InvoiceNumber="A-1", Status="AUTHORISED")
    xero.set(made["InvoiceID"], Status="VOIDED")
    refused = xero.post("Invoices", xero.invoice(InvoiceNumber="A-1"))
    assert messages(refused) == ["Invoice not of valid status for modification"]


def test_numbers_of_bills_repeat(xero: Xero) -> None:
    body = xero.invoice(Type="ACCPAY", InvoiceNumber="S-1", LineItems=[line(AccountCode="429")])
    ids = {first(xero.post("Invoices", body), "Invoices")["InvoiceID"] for _ in range(2)}
    assert len(ids) == 2


def test_post_with_an_unknown_id_is_refused(xero: Xero) -> None:
    refused = xero.post("Invoices", xero.invoice(InvoiceID=xero.tenant))
    assert messages(refused) == [
        "An existing Invoice with the specified InvoiceID could not be found"
    ]


def test_an_unknown_id_in_the_path_is_an_empty_404(xero: Xero) -> None:
    answer = xero.get("Invoices/nonsense")
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_path_takes_the_number_too_and_any_case(xero: Xero) -> None:
    made = xero.create(InvoiceNumber="A-1")
    assert first(xero.get("invoices/A-1"), "Invoices")["InvoiceID"] == made["InvoiceID"]


def test_the_url_is_kept_and_returned_everywhere(xero: Xero) -> None:
    made = xero.create(Url="https://crm.example/deals/1#op-7")
    assert made["Url"] == "https://crm.example/deals/1#op-7"
    assert xero.read(made["InvoiceID"])["Url"] == made["Url"]
    for query in ({}, {"page": 1}, {"summaryOnly": "true"}):
        rows = xero.get("Invoices", IDs=made["InvoiceID"], **query).json()["Invoices"]
        assert rows[0]["Url"] == made["Url"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Type": None}, "Invoice Type must be specified"),
        ({"LineItems": []}, "One or more line items must be specified"),
        (
            {"Contact": {"EmailAddress": "a@b.example"}},
            "The Contact must contain at least 1 of the following elements to identify the "
            "contact: Name, ContactID, ContactNumber",
        ),
        (
            {"LineItems": [line(AccountCode="999")]},
            "Account code '999' is not a valid code for this document.",
        ),
        (
            {"LineItems": [line(AccountCode="090")]},
            "Account code '090' is not a valid code for this document.",
        ),
        (
            {"LineItems": [line(AccountCode="610")]},
            "Account code '610' is not a valid code for this document.",
        ),
        (
            {"LineItems": [line(AccountCode="265")]},
            "Account code '265' has been archived, or has been deleted. "
            "Please select another account code.",
        ),
        (
            {"LineItems": [line(TaxType="INPUT2")]},
            "The TaxType code 'INPUT2' cannot be used with account code '200'.",
        ),
        (
            {"LineItems": [line(TaxType="OUTPUT")]},
            "The TaxType code 'OUTPUT' does not exist or cannot be used for this type of "
            "transaction.",
        ),
        ({"LineItems": [line(ItemCode="NOPE")]}, "Item code 'NOPE' is not valid"),
        ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
        ({"Url": "https://go.xero.com/x"}, "Url must not contain 'xero'."),
        ({"Url": "deals/1"}, "Url must be a valid absolute URL."),
        ({"Reference": "x" * 256}, "Reference must be 255 characters or fewer."),
        ({"LineItems": [line(Description="x" * 4001)]},
         "Description must be 4000 characters or fewer."),
        ({"LineItems": [line(Description="")]}, "Description must be specified"),
    ],
)  # fmt: skip
def test_what_is_refused(xero: Xero, changes: dict[str, Any], message: str) -> None:
    before = count(xero)
    answer = xero.put("Invoices", xero.invoice(**changes))
    assert answer.status_code == 400
    assert messages(answer) == [message]
    assert count(xero) == before


def test_the_shape_of_a_refusal(xero: Xero) -> None:
    answer = xero.put("Invoices", xero.invoice(LineItems=[], Reference="R"))
    body = answer.json()
    assert (body["ErrorNumber"], body["Type"]) == (10, "ValidationException")
    assert body["Message"] == "A validation exception occurred"
    element = body["Elements"][0]
    assert (element["InvoiceID"], element["Reference"]) == (ZERO, "R")


def test_several_broken_rules_are_told_at_once(xero: Xero) -> None:
    body = xero.invoice(LineItems=[line(AccountCode="999", TaxType="NOPE")], Url="x")
    assert len(messages(xero.put("Invoices", body))) == 3


def test_approval_needs_an_account_and_a_due_date_while_a_draft_does_not(xero: Xero) -> None:
    bare = {"Description": "Work", "Quantity": 1, "UnitAmount": 5}
    body = xero.invoice(LineItems=[bare])
    del body["DueDate"]
    draft = first(xero.put("Invoices", body), "Invoices")
    assert draft["Status"] == "DRAFT"
    expected = {"Account code must be specified", "The Due Date must be specified."}
    assert set(messages(xero.put("Invoices", body | {"Status": "AUTHORISED"}))) == expected
    assert set(messages(xero.set(draft["InvoiceID"], Status="AUTHORISED"))) == expected


def test_a_line_of_words_only_is_fine(xero: Xero) -> None:
    words = {"Description": "As agreed on the phone"}
    made = xero.create(Status="AUTHORISED", LineItems=[words, line()])
    assert "UnitAmount" not in made["LineItems"][0]
    assert str(made["Total"]) == "115.00"


def test_an_item_fills_in_what_the_line_leaves_out(xero: Xero) -> None:
    made = xero.create(LineItems=[{"ItemCode": "BOOK", "Quantity": 2}])
    filled = made["LineItems"][0]
    assert (str(filled["UnitAmount"]), filled["AccountCode"]) == ("19.9500", "200")
    assert filled["TaxType"] == "OUTPUT2"
    assert filled["Description"] == "Fish out of water: finding your brand"
    assert filled["Item"]["Code"] == "BOOK"


def test_lines_with_ids_change_lines_without_are_new_and_missing_ones_go(xero: Xero) -> None:
    made = xero.create(LineItems=[line(Description="one"), line(Description="two")])
    kept = made["LineItems"][0]["LineItemID"]
    answer = xero.set(
        made["InvoiceID"],
        LineItems=[{"LineItemID": kept, "Quantity": 3}, line(Description="three")],
    )
    lines = first(answer, "Invoices")["LineItems"]
    assert [each["Description"] for each in lines] == ["one", "three"]
    assert lines[0]["LineItemID"] == kept
    assert (str(lines[0]["Quantity"]), str(lines[0]["UnitAmount"])) == ("3.0000", "100.00")


def test_an_update_without_lines_keeps_them(xero: Xero) -> None:
    made = xero.create()
    changed = first(xero.set(made["InvoiceID"], Reference="x"), "Invoices")
    assert len(changed["LineItems"]) == 1


def test_a_refused_update_leaves_nothing_behind(xero: Xero) -> None:
    made = xero.create()
    stored = xero.read(made["InvoiceID"])
    refused = xero.set(made["InvoiceID"], Reference="x", LineItems=[line(AccountCode="999")])
    assert refused.status_code == 400
    assert xero.read(made["InvoiceID"]) == stored


def test_tracking_is_named_and_unknown_options_are_refused(xero: Xero) -> None:
    tracked = line(Tracking=[{"Name": "Region", "Option": "north"}])
    made = xero.create(LineItems=[tracked])["LineItems"][0]["Tracking"][0]
    assert (made["Name"], made["Option"]) == ("Region", "North")
    refused = xero.put(
        "Invoices", xero.invoice(LineItems=[line(Tracking=[{"Name": "Region", "Option": "Mars"}])])
    )
    assert messages(refused) == ["The tracking option 'Mars' does not exist in 'Region'."]


@pytest.mark.parametrize(
    ("body", "number", "kind"),
    [
        (b"{not json", 14, "PostDataInvalidException"),
        (b'{"Invoices": [{"Type": "ACCREC", "Contact": {"Name": "A"}, "Date": "soon", '
         b'"LineItems": [{"Description": "x"}]}]}', 14, "PostDataInvalidException"),
        (b'{"Invoices": []}', 17, "NoDataProcessedException"),
    ],
)  # fmt: skip
def test_unreadable_bodies(xero: Xero, body: bytes, number: int, kind: str) -> None:
    answer = xero.call("PUT", "Invoices", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert (answer.json()["ErrorNumber"], answer.json()["Type"]) == (number, kind)


def test_a_read_only_user_writes_nothing(sandbox: Sandbox) -> None:
    reader = Xero(sandbox, role="READONLY")
    assert reader.get("Invoices").status_code == 200
    refused = reader.put("Invoices", reader.invoice())
    assert (refused.status_code, refused.json()["Title"]) == (403, "Forbidden")


def test_other_media_types_and_other_paths_say_that_they_are_not_built(xero: Xero) -> None:
    xml = xero.call("GET", "Invoices", headers={"Accept": "application/xml"})
    assert (xml.status_code, "XML" in xml.text) == (501, True)
    quotes = xero.get("Quotes")
    assert (quotes.status_code, "Not built" in quotes.text) == (501, True)


def test_a_created_and_a_changed_invoice_are_announced(xero: Xero) -> None:
    made = xero.create()
    xero.set(made["InvoiceID"], Reference="x")
    told = [
        (event.category, event.event_type)
        for event in xero.sandbox.world.events
        if event.resource_id == made["InvoiceID"]
    ]
    assert told == [("INVOICE", "CREATE"), ("INVOICE", "UPDATE")]
