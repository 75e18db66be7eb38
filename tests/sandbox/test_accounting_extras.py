"""E-mail, PDF, online invoice, history, attachments, items and accounts."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.sandbox.accounting_fixtures import Xero, first, line, messages
from xero_integration.sandbox.accounting import acts


def pdf_text(content: bytes) -> str:
    return PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_the_pdf_says_what_is_owed(xero: Xero) -> None:
    made = xero.create(Status="AUTHORISED", Reference="PO 7")
    answer = xero.call(
        "GET", f"Invoices/{made['InvoiceID']}", headers={"Accept": "application/pdf"}
    )
    assert answer.headers["Content-Type"] == "application/pdf"
    text = pdf_text(answer.content)
    for words in (
        made["InvoiceNumber"],
        "PO 7",
        "Ridgeway University",
        "115.00",
        "4 December 2026",
    ):
        assert words in text
    assert pdf_text(xero.get(f"Invoices/{made['InvoiceID']}/pdf").content) == text


def test_a_mixed_accept_gets_json(xero: Xero) -> None:
    path = f"Invoices/{xero.create()['InvoiceID']}"
    answer = xero.call("GET", path, headers={"Accept": "application/pdf, application/json"})
    assert answer.headers["Content-Type"].startswith("application/json")


def test_an_email_marks_the_invoice_as_sent(xero: Xero) -> None:
    xero.books.daily_email_cap = 1
    made = xero.create(Status="AUTHORISED")
    path = f"Invoices/{made['InvoiceID']}/Email"
    sent = xero.post(path, {})
    assert (sent.status_code, sent.content) == (204, b"")
    assert xero.read(made["InvoiceID"])["SentToContact"] is True
    history = xero.get(f"Invoices/{made['InvoiceID']}/History").json()["HistoryRecords"]
    assert history[0]["Changes"] == "Invoice sent"
    assert xero.post(path, {}).status_code == 400  # the cap of the day is reached
    xero.sandbox.clock.advance(86_400)
    assert xero.post(path, {}).status_code == 204


@pytest.mark.parametrize("changes", [{"Status": "DRAFT"}, {"Contact": {"Name": "No Mail"}}])
def test_emails_that_are_refused(xero: Xero, changes: dict[str, Any]) -> None:
    xero.books.daily_email_cap = 20
    made = xero.create(**{"Status": "AUTHORISED"} | changes)
    assert xero.post(f"Invoices/{made['InvoiceID']}/Email", {}).status_code == 400


def test_a_demo_company_sends_no_email(xero: Xero) -> None:
    made = xero.create(Status="AUTHORISED")
    assert xero.post(f"Invoices/{made['InvoiceID']}/Email", {}).status_code == 400


def test_the_online_invoice_is_for_approved_sales(xero: Xero) -> None:
    draft, approved = xero.create()["InvoiceID"], xero.create(Status="AUTHORISED")["InvoiceID"]
    assert xero.get(f"Invoices/{draft}/OnlineInvoice").status_code == 400
    first_url, second_url = (
        first(xero.get(f"Invoices/{approved}/OnlineInvoice"), "OnlineInvoices")["OnlineInvoiceUrl"]
        for _ in range(2)
    )
    assert first_url == second_url


def test_notes_are_kept_and_long_ones_refused(xero: Xero) -> None:
    path = f"Invoices/{xero.create()['InvoiceID']}/History"
    echo = first(xero.put(path, {"HistoryRecords": [{"Details": "Rang"}]}), "HistoryRecords")
    assert not {"User", "Changes"} & set(echo)
    stored = xero.get(path).json()["HistoryRecords"]
    assert (stored[0]["Details"], stored[0]["User"]) == ("Rang", "System Generated")
    refused = xero.put(path, {"HistoryRecords": [{"Details": "x" * 2501}]})
    assert refused.status_code == 400


def test_files_are_kept_overwritten_and_limited(xero: Xero) -> None:
    path = f"Invoices/{xero.create()['InvoiceID']}/Attachments"

    def upload(name: str, content: bytes = b"text") -> Any:
        return xero.call("PUT", f"{path}/{name}", data=content,
                         headers={"Content-Type": "text/plain"})  # fmt: skip

    for number in range(10):
        assert upload(f"{number}.txt").status_code == 200
    assert upload("eleven.txt").status_code == 400
    assert upload("0.txt", b"other").status_code == 200
    assert xero.get(f"{path}/0.txt").content == b"other"
    assert len(xero.get(path).json()["Attachments"]) == 10
    assert upload("a%2Bb.txt").status_code == 400


def test_items_are_made_by_put_and_changed_by_code(xero: Xero) -> None:
    details = {"UnitPrice": 1.2345, "AccountCode": "200"}
    made = first(xero.put("Items", {"Items": [{"Code": "PEN", "SalesDetails": details}]}), "Items")
    assert str(made["SalesDetails"]["UnitPrice"]) == "1.23"
    changed = first(xero.post("Items", {"Code": "pen", "Name": "Pen"}), "Items")
    assert (changed["ItemID"], changed["Name"]) == (made["ItemID"], "Pen")
    refused = xero.put("Items", {"Items": [{"Code": "PEN"}]})
    assert messages(refused) == ["Price List Item with Code 'PEN' already exists"]
    assert first(xero.get("Items/PEN"), "Items")["ItemID"] == made["ItemID"]
    assert xero.call("DELETE", f"Items/{made['ItemID']}").status_code == 204
    assert xero.get("Items/PEN").status_code == 404


def test_an_inactive_item_is_gone_from_lists_and_lines(xero: Xero) -> None:
    acts.archive_item(xero.sandbox, xero.tenant, item_id="BOOK")
    assert "BOOK" not in {each["Code"] for each in xero.get("Items").json()["Items"]}
    refused = xero.put("Invoices", xero.invoice(LineItems=[line(ItemCode="BOOK")]))
    assert messages(refused) == ["Item code 'BOOK' is not valid"]


def test_accounts_are_made_one_at_a_time_with_unique_names(xero: Xero) -> None:
    body = {"Code": "299", "Name": "Side Sales", "Type": "REVENUE"}
    two = {"Accounts": [body, {"Code": "298", "Name": "Other", "Type": "REVENUE"}]}
    assert len(xero.put("Accounts", two).json()["Accounts"]) == 1
    assert "298" not in {each.code for each in xero.books.accounts.values()}
    refused = xero.put("Accounts", body | {"Code": "297"})
    assert messages(refused) == ["Please enter a unique Name."]


def test_an_archived_account_is_refused_on_the_next_invoice(xero: Xero) -> None:
    account = next(each for each in xero.books.accounts.values() if each.code == "220")
    archived = xero.post(f"Accounts/{account.account_id}", {"Status": "ARCHIVED"})
    assert first(archived, "Accounts")["Status"] == "ARCHIVED"
    refused = xero.put("Invoices", xero.invoice(LineItems=[line(AccountCode="220")]))
    assert "has been archived" in messages(refused)[0]


def test_lock_dates_show_only_when_set(xero: Xero) -> None:
    from datetime import date

    assert "PeriodLockDate" not in first(xero.get("Organisation"), "Organisations")
    acts.set_lock_dates(xero.sandbox, xero.tenant, period=date(2026, 3, 31))
    shown = first(xero.get("Organisation"), "Organisations")["PeriodLockDate"]
    assert shown == "/Date(1774915200000+0000)/"


def test_an_expired_organisation_answers_403(xero: Xero) -> None:
    xero.books.expired = True
    refused = xero.get("Organisation")
    assert (refused.status_code, refused.json()["Title"]) == (403, "Forbidden")


def test_the_accountant_approves_pays_and_takes_back(xero: Xero) -> None:
    box, tenant = xero.sandbox, xero.tenant
    invoice_id = xero.create()["InvoiceID"]
    acts.approve(box, tenant, document_id=invoice_id)
    acts.pay(box, tenant, document_id=invoice_id, amount=None)
    assert xero.read(invoice_id)["Status"] == "PAID"
    acts.remove_payment(box, tenant, document_id=invoice_id)
    acts.void(box, tenant, document_id=invoice_id)
    assert xero.read(invoice_id)["Status"] == "VOIDED"
    with pytest.raises(acts.InvalidElementError, match="not of valid status"):
        acts.approve(box, tenant, document_id=invoice_id)
    with pytest.raises(acts.UnknownRecordError):
        acts.approve(box, tenant, document_id="nothing")
