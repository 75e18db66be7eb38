"""Filling targets from a deal's values, and Xero's four kinds of due dates (P11 to P15)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_integration.mapping.choices import DueDateKind
from xero_integration.mapping.config import DueDateRule, MappingConfig
from xero_integration.mapping.engine import Filled, due_date, fill
from xero_integration.mapping.targets import AnyTarget, Target

AFTER_DATE = DueDateKind.DAYS_AFTER_BILL_DATE
AFTER_MONTH = DueDateKind.DAYS_AFTER_BILL_MONTH
THIS_MONTH = DueDateKind.OF_CURRENT_MONTH
NEXT_MONTH = DueDateKind.OF_FOLLOWING_MONTH

DATES = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("kind", "day", "issued", "expected"),
    [
        (AFTER_DATE, 7, date(2026, 3, 13), date(2026, 3, 20)),
        (AFTER_DATE, 0, date(2026, 3, 13), date(2026, 3, 13)),
        (AFTER_DATE, 7, date(2028, 2, 25), date(2028, 3, 3)),
        (AFTER_DATE, 7, date(2027, 2, 25), date(2027, 3, 4)),
        (AFTER_DATE, 30, date(2026, 12, 15), date(2027, 1, 14)),
        (AFTER_MONTH, 0, date(2026, 3, 13), date(2026, 3, 31)),
        (AFTER_MONTH, 10, date(2026, 2, 1), date(2026, 3, 10)),
        (AFTER_MONTH, 10, date(2028, 2, 29), date(2028, 3, 10)),
        (AFTER_MONTH, 1, date(2026, 12, 31), date(2027, 1, 1)),
        (THIS_MONTH, 20, date(2026, 3, 13), date(2026, 3, 20)),
        (THIS_MONTH, 31, date(2026, 2, 13), date(2026, 2, 28)),
        (THIS_MONTH, 31, date(2028, 2, 13), date(2028, 2, 29)),
        (THIS_MONTH, 31, date(2026, 4, 13), date(2026, 4, 30)),
        (THIS_MONTH, 10, date(2026, 3, 13), date(2026, 3, 13)),
        (NEXT_MONTH, 20, date(2026, 3, 13), date(2026, 4, 20)),
        (NEXT_MONTH, 31, date(2026, 1, 31), date(2026, 2, 28)),
        (NEXT_MONTH, 31, date(2028, 1, 31), date(2028, 2, 29)),
        (NEXT_MONTH, 1, date(2026, 12, 31), date(2027, 1, 1)),
        (NEXT_MONTH, 31, date(2026, 12, 1), date(2027, 1, 31)),
    ],
)
def test_p15_due_dates_follow_xeros_terms(
    kind: DueDateKind, day: int, issued: date, expected: date
) -> None:
    assert due_date(issued, DueDateRule(kind, day)) == expected


@given(DATES, st.sampled_from(DueDateKind), st.integers(1, 31))
def test_nothing_is_due_before_it_is_issued(issued: date, kind: DueDateKind, day: int) -> None:
    assert due_date(issued, DueDateRule(kind, day)) >= issued


@given(DATES, st.integers(0, 366))
def test_days_after_the_invoice_are_counted_exactly(issued: date, days: int) -> None:
    assert due_date(issued, DueDateRule(AFTER_DATE, days)) - issued == timedelta(days=days)


@given(DATES, st.integers(1, 31))
def test_a_day_of_the_following_month_falls_in_that_month(issued: date, day: int) -> None:
    due = due_date(issued, DueDateRule(NEXT_MONTH, day))
    months = (due.year - issued.year) * 12 + due.month - issued.month
    assert months == 1
    assert due.day == min(day, monthrange(due.year, due.month)[1])


@given(DATES, st.integers(0, 60))
def test_days_after_the_month_do_not_depend_on_the_day_of_issue(issued: date, days: int) -> None:
    rule = DueDateRule(AFTER_MONTH, days)
    assert due_date(issued, rule) == due_date(issued.replace(day=1), rule)


def filled_with(values: dict[str, str], **fields: tuple[str, ...]) -> dict[AnyTarget, Filled]:
    return fill(MappingConfig(fields={Target(key): paths for key, paths in fields.items()}), values)


def test_p11_the_first_filled_field_wins_and_says_where_it_came_from() -> None:
    values = {"company.name": " ", "person.name": "Ana Ngata", "title": "Oven"}
    filled = filled_with(values, name=("company.name", "person.name", "title"))
    assert filled[Target.NAME] == Filled("Ana Ngata", "person.name")


def test_p14_what_nothing_fills_stays_empty() -> None:
    filled = filled_with({"a": ""}, name=("a", "gone"))
    assert set(filled) == set(Target)
    assert set(filled.values()) == {Filled()}


def test_p13_one_address_is_taken_from_a_list_and_text_without_one_is_passed_over() -> None:
    values = {"company.email": "not known", "person.email": "a@x.example; b@x.example"}
    filled = filled_with(values, email=("company.email", "person.email"))
    assert filled[Target.EMAIL] == Filled("a@x.example", "person.email")


def test_p12_one_field_with_the_whole_address_fills_the_lines() -> None:
    values = {"address": "Level 2\r\n12 Quay Street,\n\nBritomart\n"}
    filled = filled_with(values, address_line_1=("address",))
    assert filled[Target.ADDRESS_LINE_1] == Filled("Level 2", "address")
    assert filled[Target.ADDRESS_LINE_2] == Filled("12 Quay Street, Britomart", "address")


def test_p12_a_second_line_of_its_own_is_kept() -> None:
    values = {"address": "Level 2\n12 Quay Street", "suburb": "Britomart"}
    filled = filled_with(values, address_line_1=("address",), address_line_2=("suburb",))
    assert filled[Target.ADDRESS_LINE_1] == Filled("Level 2, 12 Quay Street", "address")
    assert filled[Target.ADDRESS_LINE_2] == Filled("Britomart", "suburb")


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(max_size=40)))
def test_no_value_is_invented(values: dict[str, str]) -> None:
    filled = filled_with(values, name=("a", "b"), address_line_1=("c",))
    name = filled[Target.NAME]
    assert name.value == values.get(name.path, "").strip()
    known = "".join(values.get("c", "").split())
    lines = filled[Target.ADDRESS_LINE_1].value + filled[Target.ADDRESS_LINE_2].value
    assert set("".join(lines.split())) - {","} <= set(known)


TEXT = st.text(max_size=20)


@given(
    st.dictionaries(st.sampled_from(Target), st.lists(TEXT, min_size=1).map(tuple)),
    st.sampled_from(DueDateKind),
    st.integers(0, 366),
    st.dictionaries(TEXT, TEXT),
)
def test_settings_survive_being_stored(
    fields: dict[AnyTarget, tuple[str, ...]], kind: DueDateKind, day: int, taxes: dict[str, str]
) -> None:
    config = MappingConfig(fields=fields, due_date=DueDateRule(kind, day), tax_types=taxes)
    assert MappingConfig.from_json(config.to_json()) == config


def test_settings_of_an_older_release_read_with_todays_defaults() -> None:
    stored = {"fields": {"name": ["company.name"], "fax": ["company.fax"]}}
    assert MappingConfig.from_json(stored) == MappingConfig(fields={Target.NAME: ("company.name",)})
