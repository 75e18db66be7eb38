"""People find contacts and items by whatever they remember."""

from __future__ import annotations

import pytest

from tests.reference.xero import connection, contact, id_of, item
from xero_integration.reference import stages
from xero_integration.reference.services import (
    Match,
    apply_contacts,
    apply_items,
    search_contacts,
    search_items,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def books():
    return connection()


def names(books, text: str, limit: int = 8) -> list[str]:
    return [found.contact.name for found in search_contacts(books, text, limit)]


def test_better_matches_come_first(books) -> None:
    apply_contacts(
        books, [contact(name) for name in ["Megatrade", "Big Trade", "Trade Winds", "Trade"]]
    )
    found = search_contacts(books, "trade")
    assert [(one.contact.name, one.match) for one in found] == [
        ("Trade", Match.EXACT),
        ("Trade Winds", Match.PREFIX),
        ("Big Trade", Match.WORD),
        ("Megatrade", Match.SUBSTRING),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ann",
        "ANN L",
        "léa",
        "lea ann",
        "ann@shop.example",
        "shop",
        "A-0071",
        "a0071",
        "NZ 12 345",
        "12345",
        "CRM-9",
        "wongsup",
        "nnlé",
    ],
)
def test_a_contact_is_found_by_name_person_e_mail_or_number(books, text: str) -> None:
    apply_contacts(
        books,
        [
            contact("Somebody else", EmailAddress="info@other.example"),
            contact(
                "Annléa Supplies",
                FirstName="Ann",
                LastName="Léa",
                EmailAddress="Ann@Shop.example",
                AccountNumber="A-0071",
                TaxNumber="12-345" if "NZ" not in text else "NZ12345",
                ContactNumber="CRM-9",
                CompanyNumber="",
            ),
            contact("Ng Wongsuphasawat"),
        ],
    )
    expected = "Ng Wongsuphasawat" if text == "wongsup" else "Annléa Supplies"
    assert names(books, text)[0] == expected
    assert "Somebody else" not in names(books, text)


def test_a_number_is_never_lost_behind_names_that_begin_alike(books) -> None:
    apply_contacts(books, [contact(f"360 Media {number}") for number in range(60)])
    apply_contacts(books, [contact("Zed", AccountNumber="360")])
    assert names(books, "360")[0] == "Zed"
    assert search_contacts(books, "360")[0].match == Match.EXACT


def test_archived_contacts_come_last_and_say_so(books) -> None:
    apply_contacts(
        books,
        [contact("Acme", ContactStatus="ARCHIVED"), contact("Big Acme"), contact("Acmeville")],
    )
    found = search_contacts(books, "acme")
    assert [one.contact.name for one in found] == ["Acmeville", "Big Acme", "Acme"]
    assert [one.contact.is_active for one in found] == [True, True, False]


def test_a_merged_contact_is_not_found(books) -> None:
    apply_contacts(books, [contact("Acme", AccountNumber="A1"), contact("Acme 2")])
    gone = contact("Acme", at=9, AccountNumber="A1", MergedToContactID=id_of("Acme 2"))
    apply_contacts(books, [gone])
    assert names(books, "acme") == ["Acme 2"]
    assert names(books, "A1") == []


def test_a_renamed_contact_is_found_by_its_new_name_only(books) -> None:
    apply_contacts(books, [contact("Before", key="x")])
    apply_contacts(books, [contact("After", key="x", at=1)])
    assert names(books, "before") == []
    assert names(books, "after") == ["After"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "%%", "a%", "' OR 1=1 --", "\0", "", "   ", "::"])
def test_signs_with_a_meaning_in_sql_are_plain_text(books, text: str) -> None:
    apply_contacts(books, [contact("Acme"), contact("Bolt")])
    assert names(books, text) == []


def test_a_sign_is_found_where_it_is_written(books) -> None:
    apply_contacts(books, [contact("100% Cotton"), contact("100 Cotton"), contact("a_b")])
    assert names(books, "100%") == ["100% Cotton"]
    assert names(books, "_") == ["a_b"]


def test_every_word_has_to_fit(books) -> None:
    apply_contacts(books, [contact("John Smith"), contact("John Jones"), contact("Ann Smith")])
    assert names(books, "smith john") == ["John Smith"]
    assert names(books, "smith zoe") == []


def test_no_more_than_asked_for(books) -> None:
    apply_contacts(books, [contact(f"Acme {number}") for number in range(40)])
    assert len(names(books, "acme", 5)) == 5
    assert names(books, "acme", 0) == []


def test_a_letter_beside_a_word_sifts_however_many_words_begin_with_it(books, monkeypatch) -> None:
    apply_contacts(books, [contact("John Smith"), contact("Jane Smith"), contact("Ann Smith")])
    for widest in (10_000, 1):
        monkeypatch.setattr(stages, "_WIDE", widest)
        assert names(books, "smith j") == ["Jane Smith", "John Smith"]
        assert names(books, "z smith") == []


@pytest.mark.parametrize("size", [100, 2000])
@pytest.mark.parametrize("text", ["person", "nobody", "erso 5", "7"])
def test_a_search_costs_the_same_for_any_mirror(
    books, size: int, text: str, django_assert_max_num_queries
) -> None:
    apply_contacts(books, [contact(f"Person {number}") for number in range(size)])
    with django_assert_max_num_queries(12):
        search_contacts(books, text)


def test_items_are_found_by_code_name_and_description(books) -> None:
    apply_items(
        books,
        [
            item("W-100", "Widget", Description="Blue steel"),
            item("W-1000", "Big widget"),
            item("G1", "Gadget"),
        ],
    )
    codes = [[found.item.code for found in search_items(books, text)] for text in ("w-100", "w100")]
    assert [each[0] for each in codes] == ["W-100", "W-100"]
    assert [found.item.code for found in search_items(books, "steel")] == ["W-100"]
    assert [found.item.code for found in search_items(books, "widget")] == ["W-1000", "W-100"][::-1]
