"""What an edit sends for each line, and how we recognise in Xero that it has arrived."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from xero_integration.client import wire
from xero_integration.client.answers import read
from xero_integration.client.records import Invoice
from xero_integration.documents.draft import Draft
from xero_integration.documents.edit_holds import holds
from xero_integration.documents.edit_payload import (
    lines_by_id,
    update_payload,
    with_kept_taxes,
)
from xero_integration.documents.plan import make_plan

from .desk import BOOK, DRAFT, FACTS, LINE

INVOICE_ID = "5c1c1c9e-4e9f-4c8a-8a67-0f7a3f0c2f11"
LINE_ID = "0b6f7d52-8d53-4be6-9d1b-0f8a2f1c2f11"
OTHER_ID = "0b6f7d52-8d53-4be6-9d1b-0f8a2f1c2f12"
CONTACT_ID = "a0b0c0d0-8d53-4be6-9d1b-0f8a2f1c2f11"

HELD_LINE: dict[str, Any] = {
    "LineItemID": LINE_ID,
    "Description": "Bread oven",
    "Quantity": 2,
    "UnitAmount": Decimal("100.00"),
    "ItemCode": "OVEN",
    "AccountCode": "200",
    "TaxType": "OUTPUT2",
    "TaxAmount": Decimal("30.00"),
    "LineAmount": Decimal("200.00"),
    "Tracking": [{"Name": "Region", "Option": "North", "TrackingCategoryID": ""}],
}
HELD: dict[str, Any] = {
    "InvoiceID": INVOICE_ID,
    "Type": "ACCREC",
    "Status": "SUBMITTED",
    "Contact": {"ContactID": CONTACT_ID, "Name": "Ada Ltd"},
    "Date": "2026-11-20",
    "DueDate": "2026-12-20",
    "Reference": "Order 7",
    "InvoiceNumber": "INV-7",
    "LineAmountTypes": "Exclusive",
    "CurrencyCode": "NZD",
    "LineItems": [HELD_LINE],
}
KEPT = replace(LINE, line_id=LINE_ID)
EDIT = replace(
    DRAFT,
    lines=(KEPT,),
    branding_theme_id="",
    customer=replace(DRAFT.customer, contact_id=CONTACT_ID),
)


def invoice(*lines: dict[str, Any], **more: Any) -> Invoice:
    return read(Invoice, wire.encode({**HELD, "LineItems": lines or [HELD_LINE], **more}))


def sent(draft: Draft = EDIT, held: Invoice | None = None) -> dict[str, Any]:
    held = held or invoice()
    drafted = with_kept_taxes(draft, BOOK, held)
    return update_payload(drafted, BOOK, held, contact_mark="mark")


def line_of(held: dict[str, Any] | None = None, **typed: Any) -> dict[str, Any]:
    """The one line as it is sent after somebody typed this."""
    draft = replace(EDIT, lines=(replace(KEPT, **typed),))
    (line,) = sent(draft, invoice(held or HELD_LINE))["LineItems"]
    return line


def test_a_kept_line_is_named_by_its_id_and_its_tracking_is_left_alone():
    line = line_of(description="Pizza oven")
    assert line["LineItemID"] == LINE_ID
    assert line["Description"] == "Pizza oven"
    assert "Tracking" not in line
    assert "TaxAmount" not in line


@pytest.mark.parametrize(
    "typed",
    [
        {"item_id": ""},
        {"tracking": ()},
        {"unit_amount": Decimal(0), "account_code": "", "item_id": ""},
    ],
    ids=["the item", "the tracking", "the price"],
)
def test_a_line_that_loses_something_is_a_new_one(typed):
    assert "LineItemID" not in line_of(**typed)


def test_a_line_that_loses_its_account_is_a_new_one():
    held = {**HELD_LINE, "ItemCode": ""}
    assert "LineItemID" not in line_of(held, item_id="", account_code="", tax_type="OUTPUT2")


def test_a_discount_is_taken_off_by_a_zero():
    assert line_of({**HELD_LINE, "DiscountRate": 10})["DiscountRate"] == 0
    assert line_of({**HELD_LINE, "DiscountAmount": 10})["DiscountAmount"] == 0
    changed = line_of({**HELD_LINE, "DiscountRate": 10}, discount_amount=Decimal(5))
    assert (changed["DiscountRate"], changed["DiscountAmount"]) == (0, Decimal(5))


def test_an_archived_option_stays_beside_a_new_one():
    archived = {"Name": "Season", "Option": "Summer of 69"}
    line = line_of({**HELD_LINE, "Tracking": [archived]})
    assert [each["Option"] for each in line["Tracking"]] == ["North", "Summer of 69"]


def test_an_archived_option_alone_is_left_alone():
    archived = {"Name": "Season", "Option": "Summer of 69"}
    line = line_of({**HELD_LINE, "Tracking": [archived]}, tracking=())
    assert "Tracking" not in line
    assert line["LineItemID"] == LINE_ID


def test_a_tax_written_by_hand_stays_until_the_amount_changes():
    by_hand = {**HELD_LINE, "TaxAmount": Decimal("29.99")}
    assert line_of(by_hand, description="Other words")["TaxAmount"] == Decimal("29.99")
    for changed in (
        {"quantity": Decimal(3)},
        {"unit_amount": Decimal(99)},
        {"discount_rate": Decimal(5)},
        {"tax_type": "NONE"},
    ):
        assert "TaxAmount" not in line_of(by_hand, **changed)


def test_the_plan_counts_with_the_tax_that_stays():
    held = invoice({**HELD_LINE, "TaxAmount": Decimal("29.99")})
    plan = make_plan(with_kept_taxes(EDIT, BOOK, held), BOOK, FACTS)
    assert plan.totals.total == Decimal("229.99")
    assert plan.totals.taxes[0].tax == Decimal("29.99")


def test_a_forged_or_doubled_line_id_is_never_sent():
    twice = replace(EDIT, lines=(KEPT, replace(KEPT, position=1)))
    first, second = sent(twice)["LineItems"]
    assert first["LineItemID"] == LINE_ID
    assert "LineItemID" not in second
    assert "LineItemID" not in line_of(line_id=OTHER_ID)


def test_a_template_is_taken_off_by_naming_the_standard_one():
    held = invoice(BrandingThemeID=OTHER_ID)
    assert sent(held=held)["BrandingThemeID"] == "standard"
    assert "BrandingThemeID" not in sent()


def test_a_reference_is_emptied_and_a_number_is_not():
    emptied = sent(replace(EDIT, reference="", number=""))
    assert emptied["Reference"] == ""
    assert "InvoiceNumber" not in emptied


def test_what_is_unchanged_is_recognised():
    held = invoice()
    assert holds(held, sent(), known=lines_by_id(held))


OTHERWISE = {
    "Status": "DRAFT",
    "Date": "2026-11-21",
    "DueDate": "2026-12-21",
    "Reference": "Order 8",
    "LineAmountTypes": "Inclusive",
    "CurrencyCode": "USD",
    "Contact": {"ContactID": OTHER_ID},
    "LineItems": [HELD_LINE, {**HELD_LINE, "LineItemID": OTHER_ID}],
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_an_invoice_that_differs_does_not_hold_the_edit(name):
    raw = {**HELD, name: OTHERWISE[name]}
    assert not holds(read(Invoice, wire.encode(raw)), sent())


LINE_OTHERWISE = {
    "LineItemID": OTHER_ID,
    "Description": "Other",
    "Quantity": 3,
    "UnitAmount": 1,
    "ItemCode": "SCRAP",
    "AccountCode": "400",
    "TaxType": "NONE",
}


@pytest.mark.parametrize("name", LINE_OTHERWISE)
def test_a_line_that_differs_does_not_hold_the_edit(name):
    other = {**HELD_LINE, name: LINE_OTHERWISE[name]}
    assert not holds(invoice(other), sent())


def test_discounts_taxes_and_tracking_count_where_they_were_sent():
    held = {**HELD_LINE, "DiscountRate": 10, "TaxAmount": Decimal("27.00")}
    body = sent(
        replace(EDIT, lines=(replace(KEPT, tracking=(("region", "north"),)),)), invoice(held)
    )
    assert not holds(invoice(held), body)
    assert holds(invoice({**held, "DiscountRate": 0}), body)
    by_hand = {**HELD_LINE, "TaxAmount": Decimal("29.99")}
    body = sent(held=invoice(by_hand))
    assert holds(invoice(by_hand), body)
    assert not holds(invoice(HELD_LINE), body)


def test_a_line_that_was_there_before_is_not_the_new_one():
    fresh = sent(replace(EDIT, lines=(replace(KEPT, line_id=""),)))
    held = invoice()
    assert not holds(held, fresh, known=lines_by_id(held))
    assert holds(invoice({**HELD_LINE, "LineItemID": OTHER_ID}), fresh, known=lines_by_id(held))


def test_an_invoice_that_went_on_since_still_holds_the_edit():
    assert holds(invoice(Status="AUTHORISED"), sent())
    approved = sent(replace(EDIT, save_as="EMAILED"), invoice(Status="AUTHORISED"))
    assert approved["Status"] == "AUTHORISED"
    assert holds(invoice(Status="PAID"), approved)
    assert not holds(invoice(Status="DRAFT"), approved)
