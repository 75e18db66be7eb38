"""Candidates are ranked by how sure a match is, and each says why it is proposed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.xero import connection, contact, id_of, item
from xero_integration.linking.matching import likeness
from xero_integration.linking.services import (
    PartyDetails,
    Reason,
    contact_candidates,
    item_candidates,
)
from xero_integration.reference.services import apply_contacts, apply_items


@pytest.fixture
def books(db):
    return connection()


def proposed(books, **details: str) -> list[tuple[str, tuple[Reason, ...]]]:
    found = contact_candidates(books, PartyDetails(**details))
    return [(one.contact.name, one.reasons) for one in found]


def test_each_reason_is_named(books) -> None:
    apply_contacts(
        books,
        [
            contact("Same Tax", TaxNumber="NZ 123-456"),
            contact("Same Mail", EmailAddress="Bill@Acme.example"),
            contact("ACME Limited"),
            contact("Same Account", AccountNumber="C-7"),
            contact("Acme Holding"),
            contact("Zebra"),
        ],
    )
    found = dict(
        proposed(
            books,
            name="Acme Ltd",
            email="ann@acme.example, bill@acme.example",
            tax_number="NZ123456",
            account_number="C-7",
        )
    )
    assert found["Same Tax"] == (Reason.TAX_NUMBER,)
    assert found["Same Mail"] == (Reason.EMAIL,)
    assert found["ACME Limited"] == (Reason.NAME,)
    assert found["Same Account"] == (Reason.ACCOUNT_NUMBER,)
    assert "Zebra" not in found


def test_two_reasons_are_surer_than_one(books) -> None:
    apply_contacts(
        books,
        [contact("Acme", key="1"), contact("Acme Ltd", key="2", EmailAddress="a@acme.example")],
    )
    best, second = contact_candidates(books, PartyDetails("Acme", "a@acme.example"))
    assert best.contact.id == id_of("2")
    assert best.score > second.score
    assert best.explanation == "Same e-mail address, Same name"


def test_similar_names_are_proposed_but_never_as_sure(books) -> None:
    apply_contacts(books, [contact("Harrison Trading"), contact("Harbour Cafe")])
    found = contact_candidates(books, PartyDetails("Harrison Tradings"))
    assert [(one.contact.name, one.reasons) for one in found] == [
        ("Harrison Trading", (Reason.SIMILAR_NAME,))
    ]
    assert not found[0].is_strong


def test_an_archived_contact_is_proposed_last_and_never_as_sure(books) -> None:
    apply_contacts(
        books,
        [
            contact("Acme", TaxNumber="77", EmailAddress="a@b.c", ContactStatus="ARCHIVED"),
            contact("Acme One"),
        ],
    )
    found = contact_candidates(books, PartyDetails("Acme", "a@b.c", tax_number="77"))
    assert [(one.contact.name, one.is_strong) for one in found] == [
        ("Acme One", False),
        ("Acme", False),
    ]
    assert found[0].score < found[1].score


def test_a_merged_contact_is_not_proposed(books) -> None:
    apply_contacts(books, [contact("Acme", MergedToContactID=id_of("Other"))])
    assert proposed(books, name="Acme") == []


def test_nothing_known_proposes_nothing(books) -> None:
    apply_contacts(books, [contact("Acme")])
    assert proposed(books) == []


@pytest.mark.parametrize("size", [100, 2000])
def test_proposing_costs_the_same_for_any_mirror(
    books, size, django_assert_max_num_queries
) -> None:
    apply_contacts(books, [contact(f"Acme Person {number}") for number in range(size)])
    apply_items(books, [item(f"I{number}", f"Item {number}") for number in range(size)])
    with django_assert_max_num_queries(5):
        contact_candidates(books, PartyDetails("Acme Person 7", "a@b.c", "12", "34"))
    with django_assert_max_num_queries(3):
        item_candidates(books, code="I7", name="Item 7")


def test_items_match_by_code_before_name(books) -> None:
    apply_items(books, [item("W-1", "Something"), item("X", "Widget"), item("Y", "Widgets")])
    found = item_candidates(books, code="w1", name="Widget")
    assert [(one.item.code, one.reasons[0]) for one in found] == [
        ("W-1", Reason.CODE),
        ("X", Reason.NAME),
        ("Y", Reason.SIMILAR_NAME),
    ]


def test_an_item_that_is_not_sold_comes_after_those_that_are(books) -> None:
    apply_items(books, [item("A", "Widget", IsSold=False), item("B", "Widget")])
    assert [one.item.code for one in item_candidates(books, name="widget")] == ["B", "A"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_symmetric_enough_and_within_bounds(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 100
    assert likeness(one, one) == (100 if one else 0)
