"""The status machine, with Xero's exact messages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.accounting_fixtures import Xero, first, line, messages

NOT_VALID = "Invoice not of valid status for modification"
LOCKED = "This document cannot be edited as it has a payment or credit note allocated to it."


def money_applied(status: str) -> str:
    return (
        f"The status {status} cannot be applied to the invoice because it has payments or "
        "credit notes allocated to it."
    )


def invoice_in(xero: Xero, status: str) -> str:
    """Bring a new invoice to a status by the public way."""
    start = status if status in ("DRAFT", "SUBMITTED", "AUTHORISED") else "AUTHORISED"
    invoice_id: str = xero.create(Status="DRAFT" if status == "DELETED" else start)["InvoiceID"]
    if status in ("VOIDED", "DELETED"):
        assert xero.set(invoice_id, Status=status).status_code == 200
    if status == "PART-PAID":
        assert xero.pay(invoice_id, 50).status_code == 200
    if status == "PAID":
        assert xero.pay(invoice_id, 115).status_code == 200
    return invoice_id


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("DRAFT", "DRAFT"),
        ("DRAFT", "SUBMITTED"),
        ("DRAFT", "AUTHORISED"),
        ("DRAFT", "DELETED"),
        ("SUBMITTED", "DRAFT"),
        ("SUBMITTED", "AUTHORISED"),
        ("SUBMITTED", "DELETED"),
        ("AUTHORISED", "AUTHORISED"),
        ("AUTHORISED", "VOIDED"),
    ],
)
def test_allowed_steps(xero: Xero, before: str, after: str) -> None:
    invoice_id = invoice_in(xero, before)
    assert first(xero.set(invoice_id, Status=after), "Invoices")["Status"] == after
    assert xero.read(invoice_id)["Status"] == after


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("DRAFT", "VOIDED", NOT_VALID),
        ("DRAFT", "PAID", NOT_VALID),
        ("SUBMITTED", "VOIDED", NOT_VALID),
        ("AUTHORISED", "DELETED", NOT_VALID),
        ("AUTHORISED", "DRAFT", NOT_VALID),
        ("AUTHORISED", "SUBMITTED", NOT_VALID),
        ("AUTHORISED", "PAID", NOT_VALID),
        ("VOIDED", "AUTHORISED", NOT_VALID),
        ("VOIDED", "VOIDED", NOT_VALID),
        ("DELETED", "DRAFT", NOT_VALID),
        ("PART-PAID", "VOIDED", money_applied("VOIDED")),
        ("PAID", "VOIDED", money_applied("VOIDED")),
        ("PAID", "DRAFT", money_applied("DRAFT")),
    ],
)
def test_refused_steps(xero: Xero, before: str, after: str, message: str) -> None:
    invoice_id = invoice_in(xero, before)
    stored = xero.read(invoice_id)
    assert messages(xero.set(invoice_id, Status=after)) == [message]
    assert xero.read(invoice_id) == stored


@pytest.mark.parametrize("status", ["PART-PAID", "PAID"])
def test_a_paid_sale_cannot_be_edited(xero: Xero, status: str) -> None:
    invoice_id = invoice_in(xero, status)
    assert messages(xero.set(invoice_id, Reference="late")) == [LOCKED]


def test_a_voided_invoice_cannot_be_edited(xero: Xero) -> None:
    invoice_id = invoice_in(xero, "VOIDED")
    assert messages(xero.set(invoice_id, Reference="late")) == [NOT_VALID]


def test_an_approved_unpaid_invoice_can_be_edited(xero: Xero) -> None:
    invoice_id = invoice_in(xero, "AUTHORISED")
    changed = first(xero.set(invoice_id, Status="AUTHORISED", Reference="PO 9"), "Invoices")
    assert (changed["Reference"], changed["Status"]) == ("PO 9", "AUTHORISED")


def bill(xero: Xero) -> dict[str, Any]:
    body = xero.invoice(Type="ACCPAY", Status="AUTHORISED", InvoiceNumber="S-1",
                        LineItems=[line(AccountCode="429")])  # fmt: skip
    made = first(xero.put("Invoices", body), "Invoices")
    assert xero.pay(made["InvoiceID"], 10).status_code == 200
    return made


def test_a_part_paid_bill_takes_the_harmless_edits(xero: Xero) -> None:
    made = bill(xero)
    kept = made["LineItems"][0]["LineItemID"]
    answer = xero.set(
        made["InvoiceID"],
        Reference="R-2",
        DueDate="2027-01-15",
        Url="https://crm.example/bills/1",
        LineItems=[{"LineItemID": kept, "Description": "Stamps", "AccountCode": "453"}],
    )
    changed = first(answer, "Invoices")
    assert changed["LineItems"][0]["Description"] == "Stamps"
    assert changed["Reference"] == "R-2"


def test_a_part_paid_bill_refuses_a_new_price(xero: Xero) -> None:
    made = bill(xero)
    lines = [{"LineItemID": made["LineItems"][0]["LineItemID"], "UnitAmount": 99}]
    assert messages(xero.set(made["InvoiceID"], LineItems=lines)) == [LOCKED]


def test_the_answer_to_a_void_keeps_the_amount_due(xero: Xero) -> None:
    invoice_id = invoice_in(xero, "AUTHORISED")
    voided = first(xero.set(invoice_id, Status="VOIDED"), "Invoices")
    assert str(voided["AmountDue"]) == "115.00"
    assert str(xero.read(invoice_id)["AmountDue"]) == "0.00"


@pytest.mark.parametrize("status", ["PAID", "VOIDED", "DELETED"])
def test_nothing_is_born_finished(xero: Xero, status: str) -> None:
    answer = xero.put("Invoices", xero.invoice(Status=status))
    assert messages(answer) == ["Invoice not of valid status for creation"]


def test_a_payment_to_the_cent_pays_and_its_removal_reopens(xero: Xero) -> None:
    invoice_id = invoice_in(xero, "AUTHORISED")
    payment = first(xero.pay(invoice_id, 115), "Payments")
    assert payment["Invoice"]["Status"] == "PAID"
    paid = xero.read(invoice_id)
    assert (str(paid["AmountDue"]), str(paid["AmountPaid"])) == ("0.00", "115.00")
    assert paid["FullyPaidOnDate"] == "/Date(1795132800000+0000)/"
    assert [each["PaymentID"] for each in paid["Payments"]] == [payment["PaymentID"]]
    removed = xero.post(f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    assert first(removed, "Payments")["Status"] == "DELETED"
    reopened = xero.read(invoice_id)
    assert (reopened["Status"], reopened["Payments"]) == ("AUTHORISED", [])
    assert "FullyPaidOnDate" not in reopened


@pytest.mark.parametrize(
    ("status", "amount", "message"),
    [
        ("DRAFT", 1, "Payments can only be made against Authorised documents"),
        ("PAID", 1, "Payments can only be made against Authorised documents"),
        ("AUTHORISED", 115.01, "Payment amount exceeds the amount outstanding on this document"),
    ],
)
def test_refused_payments(xero: Xero, status: str, amount: float, message: str) -> None:
    assert messages(xero.pay(invoice_in(xero, status), amount)) == [message]


def test_a_payment_needs_an_account_that_takes_payments(xero: Xero) -> None:
    invoice_id = invoice_in(xero, "AUTHORISED")
    refused = xero.pay(invoice_id, 5, Account={"Code": "200"})
    assert messages(refused) == ["Account type is invalid for payments"]
    assert xero.pay(invoice_id, 5, Account={"Code": "830"}).status_code == 200


def test_payments_are_deleted_by_status_alone(xero: Xero) -> None:
    payment = first(xero.pay(invoice_in(xero, "AUTHORISED"), 5), "Payments")
    path = f"Payments/{payment['PaymentID']}"
    body = {"Status": "DELETED", "Amount": 5}
    assert messages(xero.post(path, body)) == ["Only Status accepted for updates."]
    assert xero.post(path, {"Status": "DELETED"}).status_code == 200
    again = messages(xero.post(path, {"Status": "DELETED"}))
    assert again == ["Payment not of valid status for modification"]
    assert first(xero.get(path), "Payments")["Status"] == "DELETED"


def test_a_credit_note_pays_an_invoice_until_it_is_taken_back(xero: Xero) -> None:
    invoice_id = invoice_in(xero, "AUTHORISED")
    body = xero.invoice(Type="ACCRECCREDIT", Status="AUTHORISED")
    note = first(xero.put("CreditNotes", body), "CreditNotes")["CreditNoteID"]
    path = f"CreditNotes/{note}/Allocations"
    element = {"Amount": 115, "Date": "2026-11-20", "Invoice": {"InvoiceID": invoice_id}}
    made = first(xero.put(path, {"Allocations": [element]}), "Allocations")
    credited = xero.read(invoice_id)
    assert (credited["Status"], str(credited["AmountCredited"])) == ("PAID", "115.00")
    assert first(xero.get(f"CreditNotes/{note}"), "CreditNotes")["Status"] == "PAID"
    assert messages(xero.set(invoice_id, Status="VOIDED")) == [money_applied("VOIDED")]
    removed = xero.call("DELETE", f"{path}/{made['AllocationID']}")
    assert removed.json()["IsDeleted"] is True
    assert xero.read(invoice_id)["Status"] == "AUTHORISED"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("period_lock_date", "period lock date, currently set at 30 November 2026"),
        ("end_of_year_lock_date", "end of year lock date, currently set at 30 November 2026"),
    ],
)
def test_nothing_changes_in_a_locked_period(xero: Xero, name: str, words: str) -> None:
    from datetime import date

    open_id = invoice_in(xero, "AUTHORISED")
    setattr(xero.books.profile, name, date(2026, 11, 30))
    message = f"The document date cannot be before the {words}"
    for day in ("2026-11-20", "2026-11-30"):
        assert messages(xero.put("Invoices", xero.invoice(Date=day))) == [message]
    assert messages(xero.set(open_id, Reference="x")) == [message]
    assert messages(xero.set(open_id, Status="VOIDED")) == [message]
    assert messages(xero.pay(open_id, 5)) == [message]
    assert xero.put("Invoices", xero.invoice(Date="2026-12-01")).status_code == 200
