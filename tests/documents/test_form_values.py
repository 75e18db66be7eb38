"""The raw values of the form: what is typed is kept, whatever the buttons do to the lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_integration.documents.form_lines import (
    add_line,
    move_line,
    plain_number,
    remove_line,
    taken_from_item,
)
from xero_integration.documents.form_values import (
    EDITED,
    LINES_PER_PAGE,
    all_lines,
    line_total,
    merge,
    page_count,
    page_of,
    with_lines,
)


def lines(*descriptions: str):
    rows = [{"description": one, "account_code": f"20{i}"} for i, one in enumerate(descriptions)]
    return with_lines({"reference": "PO 7"}, rows)


def described(values) -> list[str]:
    return [line["description"] for line in all_lines(values)]


def test_a_submitted_form_replaces_what_it_shows_and_keeps_the_rest():
    before = {**lines("one", "two"), "party_key": "crm.company:1", "deal_total": "12"}
    after = merge(before, {"reference": "PO 8", "lines-1-description": "TWO", "other": "x"})
    assert after["reference"] == "PO 8"
    assert described(after) == ["one", "TWO"]
    assert after["party_key"] == "crm.company:1"
    assert "other" not in after


def test_a_switch_that_is_off_is_absent_from_a_submitted_form():
    assert merge({"update_contact": "on"}, {"reference": ""})["update_contact"] == ""
    assert merge({"update_contact": ""}, {"update_contact": "on"})["update_contact"] == "on"


def test_fields_a_person_changed_are_noted_once_and_for_all():
    typed = merge({"city": "Auckland"}, {"city": "Wellington"})
    typed_again = merge(typed, {"city": "Wellington", "country": "NZ"})
    assert typed_again[EDITED] == ["city", "country"]


def test_nothing_that_a_database_can_not_hold_is_kept():
    assert merge({}, {"reference": "a\x00b\r\nc"})["reference"] == "ab\nc"


def test_a_new_line_stands_last_and_inherits_account_and_tax():
    values, index = add_line(lines("one", "two"))
    assert index == 2
    assert all_lines(values)[2]["account_code"] == "201"
    assert all_lines(values)[2]["quantity"] == "1"


@pytest.mark.parametrize(
    ("index", "left", "neighbour"), [(0, ["b", "c"], 0), (1, ["a", "c"], 1), (2, ["a", "b"], 1)]
)
def test_a_removed_line_leaves_no_gap(index, left, neighbour):
    values, shown = remove_line(lines("a", "b", "c"), index)
    assert described(values) == left
    assert shown == neighbour
    assert "lines-2-description" not in values


def test_lines_change_places_but_not_past_the_ends():
    assert described(move_line(lines("a", "b", "c"), 1, -1)[0]) == ["b", "a", "c"]
    assert described(move_line(lines("a", "b", "c"), 1, 1)[0]) == ["a", "c", "b"]
    assert described(move_line(lines("a", "b"), 0, -1)[0]) == ["a", "b"]
    assert described(move_line(lines("a", "b"), 1, 1)[0]) == ["a", "b"]


@pytest.mark.parametrize("total", ["", "-1", "many", "1e3", "²"])
def test_a_senseless_number_of_lines_is_none(total):
    assert line_total({"lines-TOTAL": total}) == 0


def test_a_forged_number_of_lines_does_not_fill_the_memory():
    assert line_total({"lines-TOTAL": "999999999"}) == 1000


def test_a_line_of_the_deal_takes_from_an_item_only_what_it_lacks():
    item = {"description": "An oven", "unit_amount": "99.00", "account_code": "", "tax_type": "T"}
    of_deal = {"product_key": "p:1", "description": "Bread oven", "tax_type": ""}
    assert taken_from_item(of_deal, item) == {"unit_amount": "99.00", "tax_type": "T"}


def test_a_line_typed_here_takes_all_that_an_item_says():
    item = {"description": "An oven", "unit_amount": "99.00", "account_code": "", "tax_type": "T"}
    taken = taken_from_item({"description": "x", "account_code": "200"}, item)
    assert taken == {"description": "An oven", "unit_amount": "99.00", "tax_type": "T"}


@pytest.mark.parametrize(
    ("number", "written"),
    [("12", "12.00"), ("12.5", "12.50"), ("0.0375", "0.0375"), ("1E+3", "1000.00"), (None, "")],
)
def test_prices_are_written_without_losing_a_place(number, written):
    assert plain_number(None if number is None else Decimal(number)) == written


def test_lines_are_shown_in_pages():
    assert page_count(0) == page_count(LINES_PER_PAGE) == 1
    assert page_count(LINES_PER_PAGE + 1) == 2
    assert page_of(LINES_PER_PAGE - 1) == 1
    assert page_of(LINES_PER_PAGE) == 2
