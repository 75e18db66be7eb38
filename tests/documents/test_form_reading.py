"""What a person types becomes a Draft, or a clear error next to the field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from xero_integration.documents.form_purpose import NewInvoice
from xero_integration.documents.forms import InvoiceForm
from xero_integration.documents.problems import Problem
from xero_integration.host.records import SubjectRef
from xero_integration.reference.book import (
    AccountInfo,
    OptionInfo,
    ReferenceBook,
    TrackingInfo,
)

SALES = AccountInfo("a1", "200", "Sales & <more>", "REVENUE", "REVENUE", "OUTPUT2", "", False)
REGION = TrackingInfo("c1", "Region", (OptionInfo("o1", "North"),))
BOOK = ReferenceBook(accounts=(SALES,), tracking=(REGION,))

GOOD = {
    "customer_name": "Harbour Bakery",
    "customer_email": "accounts@harbour.example",
    "city": "Auckland",
    "contact_id": "c0ffee",
    "issue_date": "2026-03-13",
    "due_date": "2026-03-20",
    "reference": "PO 7",
    "line_amount_types": "Exclusive",
    "currency": "NZD",
    "save_as": "DRAFT",
    "lines-TOTAL": "1",
    "lines-0-description": "Bread oven",
    "lines-0-quantity": "2",
    "lines-0-unit_amount": "1200.0000",
    "lines-0-discount": "10",
    "lines-0-discount_kind": "percent",
    "lines-0-account_code": "200",
    "lines-0-tracking_1": "o1",
}


def form(may_approve: bool = False, /, **changes: str) -> InvoiceForm:
    statuses = NewInvoice().statuses(may_approve=may_approve, may_email=may_approve)
    values = {**GOOD, **{name.replace("__", "-"): text for name, text in changes.items()}}
    return InvoiceForm(values, book=BOOK, statuses=statuses)


def errors(**changes: str) -> dict[str, list[str]]:
    return form(**changes).errors


def draft(**changes: str):
    return form(**changes).draft(SubjectRef("deal", "1"), "New oven", "p:1", Decimal("9"))


def test_a_filled_form_becomes_a_draft():
    made = draft()
    (line,) = made.lines
    assert (made.issue_date, made.due_date) == (date(2026, 3, 13), date(2026, 3, 20))
    assert made.customer.contact_id == "c0ffee"
    assert made.customer.address["city"] == "Auckland"
    assert (line.quantity, line.unit_amount) == (Decimal(2), Decimal("1200.0000"))
    assert (line.discount_rate, line.discount_amount) == (Decimal(10), None)
    assert line.tracking == (("c1", "o1"),)
    assert made.deal_total == Decimal(9)


def test_a_discount_can_be_an_amount():
    (line,) = draft(**{"lines-0-discount_kind": "amount"}).lines
    assert (line.discount_rate, line.discount_amount) == (None, Decimal(10))


def test_an_empty_line_is_not_part_of_the_invoice_and_positions_stay():
    values = {"lines__TOTAL": "2", "lines__0__description": "", "lines__0__unit_amount": ""}
    made = draft(**values, lines__1__description="Later", lines__1__unit_amount="1")
    assert [line.position for line in made.lines] == [1]


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("lines-0-quantity", "-1", "Must be more than 0."),
        ("lines-0-quantity", "0", "Must be more than 0."),
        ("lines-0-quantity", "two", "“two” is not a number"),
        ("lines-0-quantity", "1.23456", "at most 4 decimal places"),
        ("lines-0-unit_amount", "1.23456", "at most 4 decimal places"),
        ("lines-0-unit_amount", "NaN", "is not a number"),
        ("lines-0-unit_amount", "Infinity", "is not a number"),
        ("lines-0-unit_amount", "1e99", "too large for Xero"),
        ("lines-0-unit_amount", "", "Enter a unit price. It may be 0."),
        ("lines-0-discount", "101", "at most 100 percent"),
        ("lines-0-discount", "-5", "can't be negative"),
        ("lines-0-description", "x" * 4001, "at most 4000 characters"),
        ("reference", "x" * 300, "at most 255 characters"),
        ("issue_date", "tomorrow", "Enter a valid date"),
        ("issue_date", "", "Enter the issue date."),
        ("due_date", "2026-02-30", "Enter a valid date"),
        ("customer_email", "nobody", "valid email"),
        ("line_amount_types", "Magic", "Choose one of the list."),
        ("save_as", "PAID", "Choose one of the list."),
    ],
)
def test_what_can_not_be_read_is_said_next_to_its_field(name, typed, said):
    found = errors(**{name: typed})
    assert list(found) == [name]
    assert said in found[name][0]


def test_only_who_may_approve_is_offered_to_approve():
    assert "save_as" in errors(save_as="AUTHORISED")
    assert form(True, save_as="AUTHORISED").is_valid()


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "12,5", "12.5"),
        ("en", "1 250.50", "1250.50"),
        ("en", " 7 ", "7"),
        ("en", "1,250", "1250"),
        ("en", "-1,250,000.5", "-1250000.5"),
        ("es", "1.250,50", "1250.50"),
        ("es", "1.250.000", "1250000"),
        ("es", "1,250", "1.250"),
        ("es", "1.250", "1.250"),
        ("fr", "1\u202f250,50", "1250.50"),
    ],
)
def test_numbers_may_be_written_as_people_of_the_language_write_them(language, typed, meant):
    with translation.override(language):
        line = draft(**{"lines-0-unit_amount": typed}).lines[0]
    assert line.unit_amount == Decimal(meant)


@pytest.mark.parametrize("typed", ["1,25,0.5", "1.250,5,0", "12,34,567"])
def test_a_number_with_odd_groups_is_none(typed):
    assert "lines-0-unit_amount" in errors(**{"lines-0-unit_amount": typed})


def test_dates_may_be_written_as_people_of_the_language_write_them():
    with translation.override("fr"):
        assert draft(issue_date="13/03/2026").issue_date == date(2026, 3, 13)


def test_a_date_that_no_picker_can_show_is_shown_as_text():
    assert 'type="text"' in str(form(issue_date="tomorrow").head["issue_date"])
    assert 'type="date"' in str(form().head["issue_date"])


def test_a_choice_that_left_xero_is_shown_as_such_and_reaches_the_plan():
    shown = str(form(**{"lines-0-account_code": "999"}).lines[0]["account_code"])
    assert '<option value="999" selected>999 (not available in Xero)</option>' in shown
    assert draft(**{"lines-0-account_code": "999"}).lines[0].account_code == "999"


def test_lists_show_markup_as_text_and_one_choice_as_chosen():
    shown = str(form().lines[0]["account_code"])
    assert "Sales &amp; &lt;more&gt;" in shown
    assert shown.count(" selected") == 1


def test_only_the_tracking_that_xero_has_is_asked_for():
    line = form().lines[0]
    assert line["tracking_1"].label == "Region"
    assert "tracking_2" not in line.fields


def test_a_problem_of_the_plan_stands_next_to_its_field_unless_it_is_a_warning():
    read = form()
    assert read.is_valid()
    read.show(
        [
            Problem("a", "Locked.", field="issue_date"),
            Problem("b", "Odd.", field="reference", blocking=False),
            Problem("c", "Nowhere.", field="lines"),
        ]
    )
    assert read.head["issue_date"].errors == ["Locked."]
    assert read.head["reference"].errors == []
