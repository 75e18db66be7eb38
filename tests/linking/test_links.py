"""A link holds for ever, follows renames, and says why when it leads nowhere."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from tests.reference.xero import connection, contact, id_of, item
from xero_integration.access.actors import Actor
from xero_integration.host.records import Party, ProductRef
from xero_integration.linking.mending import Successor, relink_contacts
from xero_integration.linking.services import (
    LinkProblem,
    contact_for,
    items_for,
    link_contact,
    link_item,
    unlink_contact,
    unlink_item,
)
from xero_integration.models import ContactLink, ItemLink
from xero_integration.reference.services import apply_contacts, apply_items

REP = Actor("auth.user:5", "Ana Rep")
PARTY = Party("crm.company:1", "Acme")
WIDGET = ProductRef("crm.product:7", "Widget", "W1")


@pytest.fixture
def books(db):
    made = connection()
    apply_contacts(made, [contact("Acme"), contact("Bolt")])
    apply_items(made, [item("W1", "Widget"), item("W2", "Gadget")], whole=True)
    return made


def test_linking_records_who_and_when(books) -> None:
    with time_machine.travel("2026-03-13T10:00:00Z", tick=False):
        link_contact(books, PARTY.key, id_of("Acme"), actor=REP, party_name=PARTY.name)
    linked = contact_for(books, PARTY)
    assert linked is not None
    assert (linked.contact_id, linked.name, linked.problem) == (id_of("Acme"), "Acme", None)
    assert (linked.linked_by_name, linked.linked_at.isoformat()) == (
        "Ana Rep",
        "2026-03-13T10:00:00+00:00",
    )
    assert (linked.reason, linked.note) == ("", "")


def test_linking_twice_is_linking_once(books) -> None:
    first = link_contact(books, PARTY.key, id_of("Acme"), actor=REP)
    again = link_contact(books, PARTY.key, id_of("Acme"), actor=Actor("auth.user:6", "Bo"))
    assert first.pk == again.pk
    assert ContactLink.objects.get().linked_by_name == "Ana Rep"


def test_linking_another_contact_replaces_the_link(books) -> None:
    link_contact(books, PARTY.key, id_of("Acme"), actor=REP, party_name="Acme")
    link_contact(books, PARTY.key, id_of("Bolt"), actor=Actor("auth.user:6", "Bo"))
    link = ContactLink.objects.get()
    assert (link.contact_name, link.party_name, link.linked_by) == ("Bolt", "Acme", "auth.user:6")


def test_unlinking_forgets_and_may_be_repeated(books) -> None:
    link_contact(books, PARTY.key, id_of("Acme"), actor=REP)
    assert unlink_contact(books, PARTY.key)
    assert not unlink_contact(books, PARTY.key)
    assert contact_for(books, PARTY) is None


def test_a_link_belongs_to_one_organisation(books) -> None:
    link_contact(books, PARTY.key, id_of("Acme"), actor=REP)
    assert contact_for(connection("Other"), PARTY) is None


def test_a_renamed_contact_stays_linked_with_a_note(books) -> None:
    link_contact(books, PARTY.key, id_of("Acme"), actor=REP)
    apply_contacts(books, [contact("Acme World", key="Acme", at=1)])
    linked = contact_for(books, PARTY)
    assert linked is not None
    assert linked.is_usable
    assert linked.note == "Was called Acme when it was linked; now Acme World in Xero."


def test_an_archived_contact_says_so(books) -> None:
    link_contact(books, PARTY.key, id_of("Acme"), actor=REP)
    apply_contacts(books, [contact("Acme", at=1, ContactStatus="ARCHIVED")])
    linked = contact_for(books, PARTY)
    assert linked is not None
    assert linked.problem == LinkProblem.ARCHIVED
    assert linked.reason == "Acme is archived in Xero. Restore it there, or link another contact."


def test_a_merged_contact_proposes_the_one_that_is_left(books) -> None:
    link_contact(books, PARTY.key, id_of("Acme"), actor=REP)
    link_contact(books, "crm.company:2", id_of("Acme"), actor=REP)
    merged: dict[str, Any] = {"ContactStatus": "ARCHIVED", "at": 1}
    apply_contacts(
        books,
        [
            contact("Acme", MergedToContactID=id_of("Bolt"), **merged),
            contact("Bolt", MergedToContactID=id_of("Core"), **merged),
            contact("Core"),
        ],
    )
    linked = contact_for(books, PARTY)
    assert linked is not None
    assert linked.problem == LinkProblem.MERGED
    assert linked.survivor is not None
    assert linked.survivor.id == id_of("Core")
    assert linked.reason == "Acme was merged into Core in Xero. Link Core instead."
    moves = {id_of("Acme"): Successor(id_of("Core"), "Core")}
    assert relink_contacts(books, moves, actor=REP) == 2
    healed = contact_for(books, PARTY)
    assert healed is not None
    assert healed.is_usable


def test_contacts_merged_in_a_circle_end_somewhere(books) -> None:
    link_contact(books, PARTY.key, id_of("Acme"), actor=REP)
    apply_contacts(
        books,
        [
            contact("Acme", at=1, MergedToContactID=id_of("Bolt")),
            contact("Bolt", at=1, MergedToContactID=id_of("Acme")),
        ],
    )
    linked = contact_for(books, PARTY)
    assert linked is not None
    assert linked.problem == LinkProblem.MERGED
    assert linked.survivor is None


def test_a_contact_the_mirror_does_not_know_is_gone_by_its_old_name(books) -> None:
    link_contact(books, PARTY.key, id_of("Acme"), actor=REP)
    ContactLink.objects.update(contact_id=id_of("nowhere"))
    linked = contact_for(books, PARTY)
    assert linked is not None
    assert linked.reason == "Acme is no longer in Xero. Link another contact."


def test_a_product_link_serves_the_next_deal(books) -> None:
    link_item(books, WIDGET.key, id_of("W1"), actor=REP, product_name="Widget")
    link_item(books, WIDGET.key, id_of("W1"), actor=REP)
    linked = items_for(books, [WIDGET, ProductRef("crm.product:8")])
    assert list(linked) == [WIDGET.key]
    assert (linked[WIDGET.key].label, linked[WIDGET.key].problem) == ("W1 – Widget", None)
    assert unlink_item(books, WIDGET.key)
    assert items_for(books, [WIDGET]) == {}
    assert not ItemLink.objects.exists()


def test_a_product_says_what_became_of_its_item(books) -> None:
    link_item(books, WIDGET.key, id_of("W1"), actor=REP)
    apply_items(books, [item("W1", "Widget", at=1, IsSold=False)])
    assert items_for(books, [WIDGET])[WIDGET.key].problem == LinkProblem.NOT_SOLD
    apply_items(books, [item("W2", "Gadget")], whole=True)
    gone = items_for(books, [WIDGET])[WIDGET.key]
    assert gone.problem == LinkProblem.GONE
    assert gone.reason == "The item W1 – Widget was deleted in Xero. Link another item."


def test_a_renamed_item_stays_linked_with_a_note(books) -> None:
    link_item(books, WIDGET.key, id_of("W1"), actor=REP)
    renamed = item("W9", "Widget XL", at=1, ItemID=id_of("W1"))
    apply_items(books, [renamed])
    linked = items_for(books, [WIDGET])[WIDGET.key]
    assert linked.is_usable
    assert linked.note == "Was W1 – Widget when it was linked; now W9 – Widget XL in Xero."


@pytest.mark.parametrize("size", [3, 300])
def test_reading_links_costs_the_same_for_any_deal(books, size, django_assert_num_queries) -> None:
    products = [ProductRef(f"crm.product:{number}") for number in range(size)]
    for product in products[:20]:
        link_item(books, product.key, id_of("W1"), actor=REP)
    with django_assert_num_queries(2):
        items_for(books, products)
