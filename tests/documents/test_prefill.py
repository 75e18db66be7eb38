"""What the form of a deal starts with, and where each value came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_integration.documents.money import to_cents
from xero_integration.documents.prefill import PrefillInput, prefilled_values
from xero_integration.host.records import HostDraft, HostLine, Party, ProductRef, SubjectRef
from xero_integration.mapping.choices import DueDateKind, StatusOnSave, TaxMode
from xero_integration.mapping.config import DueDateRule, MappingConfig
from xero_integration.mapping.engine import fill
from xero_integration.mapping.targets import Target
from xero_integration.reference.book import ReferenceBook

from .desk import book, contact, item, terms

TODAY = date(2026, 3, 13)
OVEN = ProductRef("crm.product:7", "Oven", "OVEN")
HOURS = HostLine("Hours", Decimal(2), Decimal(100))

CONFIG = MappingConfig(
    fields={
        Target.NAME: ("company.name", "person.name"),
        Target.EMAIL: ("company.email",),
        Target.CITY: ("company.city",),
        Target.REFERENCE: ("po",),
    },
    due_date=DueDateRule(DueDateKind.DAYS_AFTER_BILL_DATE, 7),
    account_id="id-400",
    account_code="300",
    tax_type="NONE",
)


def values(
    *lines: HostLine,
    deal: dict[str, Any] | None = None,
    fields: dict[str, str] | None = None,
    config: MappingConfig = CONFIG,
    known: ReferenceBook | None = None,
    **more: Any,
) -> dict[str, Any]:
    host_draft = HostDraft(
        ref=SubjectRef("deal", "7"),
        title="New oven",
        party=Party("crm.company:1", "Ada Ltd"),
        currency="",
        reference="the deal's own",
        lines=lines or (HOURS,),
    )
    return prefilled_values(
        PrefillInput(
            deal=replace(host_draft, **(deal or {})),
            filled=fill(config, fields or {}),
            labels={"company.name": "Company: name", "person.name": "Person: name"},
            config=config,
            book=known or book(contact=None),
            today=TODAY,
            **more,
        )
    )


def line(*lines: HostLine, **more: Any) -> dict[str, str]:
    """The first line under the bare names of its fields."""
    found = values(*lines, **more)
    return {key[8:]: text for key, text in found.items() if key.startswith("lines-0-")}


# Prices


@pytest.mark.contract(9)
@pytest.mark.parametrize(
    ("quantity", "total", "expected"),
    [
        ("2", "300.00", ("2", "150")),
        ("3", "100.00", ("3", "33.3333")),
        ("3000", "100.00", ("1", "100")),
        ("0", "80.00", ("1", "80")),
        ("1", "0", ("1", "0")),
        ("-2", "-50.00", ("-2", "25")),
    ],
)
def test_a_line_total_becomes_a_price_that_gives_it_back(quantity, total, expected):
    shown = line(HostLine("Work", Decimal(quantity), line_total=Decimal(total)))
    assert (shown["quantity"], shown["unit_amount"]) == expected


@pytest.mark.parametrize(
    ("quantity", "price", "expected"),
    [
        ("2", "1200.00", ("2", "1200")),
        ("1.5", "0.1234", ("1.5", "0.1234")),
        ("2", "0.12344", ("2", "0.1234")),
        ("1000", "0.123456", ("1", "123.46")),
        ("0.333333", "300", ("1", "100")),
        ("1E+2", "5", ("100", "5")),
    ],
)
def test_a_price_is_shown_as_xero_can_take_it(quantity, price, expected):
    shown = line(HostLine("Work", Decimal(quantity), Decimal(price)))
    assert (shown["quantity"], shown["unit_amount"]) == expected


amounts = st.decimals(min_value=0, max_value=9999, places=6)


@given(quantity=amounts, unit=amounts)
def test_whatever_the_host_computes_with_the_line_keeps_its_amount(quantity, unit):
    shown = line(HostLine("Work", quantity, unit))
    product = Decimal(shown["quantity"]) * Decimal(shown["unit_amount"])
    assert to_cents(product) == to_cents(quantity * unit)
    assert all(Decimal(shown[key]) % Decimal("0.0001") == 0 for key in ("quantity", "unit_amount"))


@pytest.mark.contract(9)
@given(quantity=amounts, total=st.decimals(min_value=0, max_value=99999, places=2))
def test_a_line_total_always_keeps_its_amount(quantity, total):
    shown = line(HostLine("Work", quantity, line_total=total))
    assert to_cents(Decimal(shown["quantity"]) * Decimal(shown["unit_amount"])) == total


def test_a_percentage_is_taken_off_the_exact_amount():
    fine = HostLine("Work", Decimal(1000), Decimal("0.123456"), discount_percent=Decimal(10))
    assert line(fine)["unit_amount"] == "123.456"


# Discounts


@pytest.mark.parametrize(
    ("given_discount", "expected"),
    [
        ({"discount_percent": Decimal("12.50")}, ("12.5", "percent")),
        ({"discount_amount": Decimal("15.00")}, ("15", "amount")),
        ({"discount_percent": Decimal(0)}, ("", "percent")),
        ({"discount_amount": Decimal(0)}, ("", "percent")),
        ({}, ("", "percent")),
    ],
)
def test_a_discount_keeps_its_kind(given_discount, expected):
    shown = line(HostLine("Work", Decimal(1), Decimal(100), **given_discount))
    assert (shown["discount"], shown["discount_kind"]) == expected


def test_a_line_total_has_its_discount_in_it_already():
    discounted = HostLine("Work", Decimal(1), line_total=Decimal(90), discount_percent=Decimal(10))
    assert line(discounted)["discount"] == ""


# Items, accounts and tax


def linked(**of_item: Any) -> dict[str, Any]:
    return {
        "known": book(contact=None, items={"oven": item(**of_item)}),
        "item_ids": {OVEN.key: "oven"},
    }


def test_a_linked_product_brings_its_item_with_account_and_tax():
    shown = line(replace(HOURS, product=OVEN), **linked(account_code="210", tax_type="OUTPUT2"))
    assert (shown["item_id"], shown["account_code"], shown["tax_type"]) == (
        "oven",
        "210",
        "OUTPUT2",
    )
    assert (shown["description"], shown["unit_amount"]) == ("Hours", "100")


def test_a_product_that_is_not_linked_is_remembered_by_its_key():
    shown = line(replace(HOURS, product=OVEN))
    assert (shown["item_id"], shown["product_key"], shown["product_name"]) == (
        "",
        "crm.product:7",
        "Oven",
    )


def test_the_companys_account_is_found_by_its_id_because_codes_change():
    assert line()["account_code"] == "400"
    assert line(config=replace(CONFIG, account_id="id-unknown"))["account_code"] == "300"


@pytest.mark.contract(11)
@pytest.mark.parametrize(
    ("tax_key", "of_item", "expected"),
    [
        ("vat-0", "OUTPUT2", "ZERO"),
        ("unmapped", "OUTPUT2", "OUTPUT2"),
        ("", "OUTPUT2", "OUTPUT2"),
        ("", "", "NONE"),
        ("vat-0", "", "ZERO"),
    ],
)
def test_the_hosts_own_tax_code_wins_over_the_item_and_the_company(tax_key, of_item, expected):
    config = replace(CONFIG, tax_types={"vat-0": "ZERO"})
    taxed = replace(HOURS, product=OVEN, tax_key=tax_key)
    assert line(taxed, config=config, **linked(tax_type=of_item))["tax_type"] == expected


# Details


def test_the_companys_terms_make_the_due_date():
    found = values()
    assert (found["issue_date"], found["due_date"]) == ("2026-03-13", "2026-03-20")


@pytest.mark.parametrize(
    ("own", "due"),
    [
        (terms(10, "DAYSAFTERBILLDATE"), "2026-03-23"),
        (terms(10, "DAYSAFTERBILLMONTH"), "2026-04-10"),
        (terms(31, "OFCURRENTMONTH"), "2026-03-31"),
        (terms(31, "OFFOLLOWINGMONTH"), "2026-04-30"),
        (terms(0, "DAYSAFTERBILLDATE"), "2026-03-13"),
        (terms(0, "OFCURRENTMONTH"), "2026-03-20"),
        (terms(5, "WHENEVER"), "2026-03-20"),
        (None, "2026-03-20"),
    ],
)
def test_the_contacts_own_terms_win_when_they_are_any(own, due):
    assert values(known=book(contact=contact(terms=own)))["due_date"] == due


def test_the_currency_is_the_deals_else_the_organisations():
    assert values(deal={"currency": "USD"})["currency"] == "USD"
    assert values()["currency"] == "NZD"
    assert values(known=ReferenceBook())["currency"] == ""


@pytest.mark.contract(11)
@pytest.mark.parametrize(
    ("inclusive", "mode"), [(True, "Inclusive"), (False, "Exclusive"), (None, "NoTax")]
)
def test_the_deal_says_whether_its_prices_hold_tax_else_the_company_does(inclusive, mode):
    config = replace(CONFIG, tax_mode=TaxMode.NO_TAX)
    assert values(deal={"tax_inclusive": inclusive}, config=config)["line_amount_types"] == mode


def test_the_template_is_the_companys_else_the_one_xero_lists_first():
    assert values()["branding_theme_id"] == "standard"
    config = replace(CONFIG, branding_theme_id="orange")
    assert values(config=config)["branding_theme_id"] == "orange"


def test_what_the_company_saves_as_and_the_deals_total_are_taken_over():
    config = replace(CONFIG, status=StatusOnSave.SUBMITTED)
    found = values(config=config, deal={"total": Decimal("200.10")})
    assert (found["save_as"], found["deal_total"]) == ("SUBMITTED", "200.10")
    assert values()["deal_total"] == ""


def test_a_linked_contact_is_chosen_and_nothing_is_written_to_it_unasked():
    found = values(contact_id="ada")
    assert (found["contact_id"], found["contact_create"], found["update_contact"]) == (
        "ada",
        "",
        "",
    )


# Where it came from


def test_each_mapped_value_says_which_field_of_the_host_it_came_from():
    found = values(fields={"company.name": "Ada Ltd", "company.city": "Leeds"})
    assert found["customer_name"] == "Ada Ltd"
    assert found["origins"] == {"customer_name": "Company: name", "city": "company.city"}


def test_the_next_path_fills_in_for_an_empty_one_and_is_the_origin():
    found = values(fields={"company.name": " ", "person.name": "Ada"})
    assert found["customer_name"] == "Ada"
    assert found["origins"]["customer_name"] == "Person: name"


def test_the_deals_own_reference_stands_in_and_claims_no_origin():
    found = values()
    assert found["reference"] == "the deal's own"
    assert "reference" not in found["origins"]
    assert values(fields={"po": "PO-9"})["reference"] == "PO-9"


def test_a_customer_that_no_field_tells_is_the_one_that_the_draft_names_and_claims_no_origin():
    ada = Party("crm.company:1", " Ada Ltd ", "ada@ada.example, bob@ada.example")
    found = values(deal={"party": ada})
    assert (found["customer_name"], found["customer_email"]) == ("Ada Ltd", "ada@ada.example")
    assert found["origins"] == {}
    mapped = values(deal={"party": ada}, fields={"person.name": "Bob"})
    assert (mapped["customer_name"], mapped["customer_email"]) == ("Bob", "ada@ada.example")
    assert mapped["origins"] == {"customer_name": "Person: name"}
    assert values(deal={"party": None})["customer_name"] == ""


def test_every_line_is_there_in_order():
    found = values(*(replace(HOURS, description=f"Work {n}") for n in range(120)))
    assert found["lines-TOTAL"] == "120"
    assert [found[f"lines-{n}-description"] for n in (0, 61, 119)] == [
        "Work 0",
        "Work 61",
        "Work 119",
    ]
