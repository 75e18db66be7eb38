"""What a source makes of a deal: customer, lines, currency and tax (rows 7 to 11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission

from xero_integration.exceptions import HostDataError
from xero_integration.host import HostLine, ProductRef
from xero_integration.pages import translated

from .records import Record, Related, draft_of, source_with

PARTY = {
    "party": "company|contact|lead",
    "name": "full_name",
    "email": "company.email|contact.email",
}
LINE = {"description": "text", "quantity": "qty", "unit_amount": "price", "product": "product"}


def line_of(row: Any, **line: str) -> HostLine:
    return draft_of(Record(lines=[row]), lines="lines", line={**LINE, **line}).lines[0]


@pytest.mark.contract(7)
@pytest.mark.django_db
def test_row_7_the_customer_is_the_company_else_the_person_else_the_lead() -> None:
    company, person = Group.objects.create(name="Acme"), Group.objects.create(name="Ana")
    both = Record(company=company, contact=person)
    alone = Record(company=None, contact=person)
    first = draft_of(both, **PARTY | {"name": "name"}).party
    second = draft_of(alone, **PARTY | {"name": "name"}).party
    assert first and (first.key, first.name) == (f"auth.group:{company.pk}", "Acme")
    assert second and (second.key, second.name) == (f"auth.group:{person.pk}", "Ana")


@pytest.mark.django_db
def test_a_customer_is_never_called_as_django_calls_a_row() -> None:
    named = Group.objects.create(name="Acme")
    named.permissions.add(Permission.objects.earliest("pk"))
    nameless = Group.permissions.through.objects.get()
    for record, name in ((nameless, ""), (named, "Acme")):
        party = draft_of(Record(company=record), **PARTY).party
        assert party and party.name == name


@pytest.mark.contract(7)
def test_row_7_a_guest_is_known_by_the_e_mail_address() -> None:
    source = source_with(
        model="auth.Permission",
        party="content_type",
        email="content_type.app_label|codename",
        title="codename",
    )
    party = source.draft(Permission(pk=1, codename="Kim@Guest.example")).party
    assert party and (party.key, party.email) == ("email:kim@guest.example", "Kim@Guest.example")


@pytest.mark.contract(7)
def test_row_7_the_e_mail_may_be_a_list_or_missing_or_on_another_record() -> None:
    listed = Record(company={"id": 1, "full_name": "Acme", "email": "a@x.example, b@x.example"})
    elsewhere = Record(company={"id": 1, "full_name": "Acme"}, contact={"email": "c@x.example"})
    missing = Record(company={"id": 1, "full_name": "Acme", "email": "n/a"})
    drafts = [draft_of(deal, **PARTY).party for deal in (listed, elsewhere, missing)]
    assert [party.email for party in drafts if party] == ["a@x.example", "c@x.example", ""]


@pytest.mark.contract(7)
def test_row_7_a_deal_of_nobody_has_no_customer() -> None:
    assert draft_of(Record(), **PARTY).party is None


def test_a_very_long_customer_key_is_shortened_and_stays_unique() -> None:
    keys = set()
    for last in "ab":
        party = draft_of(Record(customer="x" * 300 + last), party="customer", name="", email="")
        assert party.party
        keys.add(party.party.key)
    assert len(keys) == 2
    assert all(len(key) <= 200 for key in keys)


@pytest.mark.contract(8)
def test_row_8_a_product_may_be_null_or_not_exist() -> None:
    assert line_of(Record(text="Advice", price="90", product=None)).product is None
    assert line_of({"text": "Advice", "price": "90"}).product is None


@pytest.mark.contract(8)
def test_row_8_products_of_json_lines_have_stable_keys() -> None:
    by_text = line_of({"price": "5", "product": "SKU-1"})
    by_object = line_of({"price": "5", "product": {"id": 9, "name": "Oven", "sku": "OV"}})
    assert by_text.product == ProductRef("deal.product:SKU-1", "", "SKU-1")
    assert by_object.product == ProductRef("deal.product:9", "Oven", "OV")
    assert by_object.description == "Oven"


@pytest.mark.contract(8)
def test_row_8_a_deal_without_lines_is_one_line_of_its_name_and_amount() -> None:
    deal = Record(title="New website", amount=Decimal("4900.00"), lines=Related([]))
    draft = draft_of(deal, title="title", total="amount", lines="lines", line=LINE)
    assert draft.lines == (HostLine("New website", unit_amount=Decimal("4900.00")),)
    assert draft.total == Decimal("4900.00")


@pytest.mark.contract(8)
def test_row_8_shipping_and_surcharges_become_lines() -> None:
    deal = Record(lines=[{"text": "Oven", "price": "10"}], shipping="12.50", surcharge=0)
    charges = {"Shipping": "shipping", "Surcharge": "surcharge"}
    lines = draft_of(deal, lines="lines", line=LINE, charges=charges).lines
    assert [(line.description, line.unit_amount) for line in lines] == [
        ("Oven", Decimal(10)),
        ("Shipping", Decimal("12.50")),
    ]


@pytest.mark.contract(9)
def test_row_9_a_line_states_a_unit_amount_or_a_total_and_never_both() -> None:
    both = line_of({"price": "3.3333", "sum": "10"}, line_total="sum")
    total = line_of({"sum": "10", "qty": "3"}, line_total="sum")
    assert (both.unit_amount, both.line_total) == (Decimal("3.3333"), None)
    assert (total.unit_amount, total.line_total, total.quantity) == (None, Decimal(10), Decimal(3))


@pytest.mark.contract(9)
def test_row_9_a_line_has_a_percent_or_a_fixed_discount_and_never_both() -> None:
    paths = {"discount_percent": "pct", "discount_amount": "off"}
    percent = line_of({"price": "9", "pct": "10", "off": "0.90"}, **paths)
    fixed = line_of({"price": "9", "pct": 0, "off": "2.50"}, **paths)
    none = line_of({"price": "9", "pct": 0, "off": None}, **paths)
    assert (percent.discount_percent, percent.discount_amount) == (Decimal(10), None)
    assert (fixed.discount_percent, fixed.discount_amount) == (None, Decimal("2.50"))
    assert (none.discount_percent, none.discount_amount) == (None, None)


@pytest.mark.contract(9)
def test_row_9_amounts_stay_exact_whatever_the_host_stores() -> None:
    assert line_of({"price": 0.1}).unit_amount == Decimal("0.1")
    assert line_of({"price": "1200.123456"}).unit_amount == Decimal("1200.123456")
    assert line_of({"price": 7}).unit_amount == Decimal(7)


@pytest.mark.parametrize("amount", ["twelve", "1,200.00", "NaN", "Infinity", True, [1]])
def test_an_amount_that_is_no_number_names_the_line_and_the_value(amount: Any) -> None:
    deal = Record(lines=[{"price": "1"}, {"price": amount}])
    with pytest.raises(HostDataError) as caught:
        draft_of(deal, lines="lines", line=LINE)
    assert caught.value.code == "amount_unreadable"
    message = translated(caught.value)
    assert "line 2" in message
    assert str(amount) in message


def test_lines_that_are_no_list_are_refused_with_a_plain_message() -> None:
    with pytest.raises(HostDataError) as caught:
        draft_of(Record(lines="oven, installation"), lines="lines", line=LINE)
    assert translated(caught.value) == ("The products of this deal can't be read. Ask a developer.")


@pytest.mark.contract(10)
def test_row_10_the_currency_stands_on_the_deal_or_the_company_or_the_lines() -> None:
    lines = [{"price": "1", "cur": "eur"}, {"price": "2"}]
    on_deal = draft_of(Record(currency="NZD"), currency="currency")
    on_company = draft_of(Record(company={"currency": "GBP"}), currency="currency|company.currency")
    on_lines = draft_of(Record(lines=lines), lines="lines", line={**LINE, "currency": "cur"})
    assert [draft.currency for draft in (on_deal, on_company, on_lines)] == ["NZD", "GBP", "EUR"]


@pytest.mark.contract(10)
def test_row_10_a_host_without_currencies_leaves_it_open() -> None:
    assert draft_of(Record()).currency == ""


@pytest.mark.contract(10)
def test_row_10_mixed_currencies_are_refused_by_name() -> None:
    deal = Record(currency="NZD", lines=[{"price": "1", "cur": "EUR"}])
    with pytest.raises(HostDataError) as caught:
        draft_of(deal, currency="currency", lines="lines", line={**LINE, "currency": "cur"})
    assert "EUR, NZD" in translated(caught.value)


@pytest.mark.contract(10)
def test_row_10_a_missing_currency_is_refused_where_the_host_has_currencies() -> None:
    with pytest.raises(HostDataError) as caught:
        draft_of(Record(currency=""), currency="currency")
    assert translated(caught.value).startswith("This deal has no currency.")


@pytest.mark.contract(10)
@pytest.mark.parametrize("currency", ["€", "Euro", "12", "NZ$"])
def test_row_10_what_is_no_currency_code_is_refused(currency: str) -> None:
    with pytest.raises(HostDataError) as caught:
        draft_of(Record(currency=currency), currency="currency")
    assert currency in translated(caught.value)


@pytest.mark.contract(11)
@pytest.mark.parametrize(
    ("declared", "stored", "expected"),
    [
        ("", None, None),
        (True, None, True),
        (False, None, False),
        ("gross", True, True),
        ("gross", "no", False),
        ("gross", "inclusive", True),
        ("gross", None, None),
    ],
)
def test_row_11_prices_say_whether_they_include_tax(
    declared: Any, stored: Any, expected: bool | None
) -> None:
    assert draft_of(Record(gross=stored), tax_inclusive=declared).tax_inclusive is expected


@pytest.mark.contract(11)
def test_row_11_a_line_carries_the_hosts_own_tax_code() -> None:
    assert line_of({"price": "1", "vat": 20}, tax_key="vat").tax_key == "20"
    assert line_of({"price": "1"}).tax_key == ""


def test_the_reference_and_the_title_come_from_their_paths() -> None:
    deal = Record(title="Oven", ticket="T-1")
    draft = draft_of(deal, reference="po|ticket", title="title")
    assert (draft.reference, draft.title) == ("T-1", "Oven")
    assert draft.ref.key == "deal:7"
