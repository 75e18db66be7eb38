"""Candidates for a whole batch: a few queries for all of them, more only for the doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, partial

from ..connections.models import Connection
from ..host.records import ProductRef
from ..reference.models import Contact, Item
from ..reference.normal import name_key, number_key
from ..reference.services import ContactInfo, ItemInfo, contact_info, item_info
from .candidates import beginning_of, contacts_beginning, items_beginning
from .matching import (
    ContactCandidate,
    ItemCandidate,
    PartyDetails,
    rank_contacts,
    rank_items,
)

# Records that share one key, e.g. an address that a hundred contacts have, say nothing.
_MOST = 1000
KEPT = 5


def contacts_for(
    connection: Connection, parties: Mapping[str, PartyDetails]
) -> dict[str, list[ContactCandidate]]:
    """By the party's key: four queries, and one per first word of the doubtful ones."""
    wanted = {key: _contact_keys(party) for key, party in parties.items()}
    found = _same_contacts(connection, wanted.values())
    proposed: dict[str, list[ContactCandidate]] = {}
    alike = cache(partial(contacts_beginning, connection))
    for key, party in parties.items():
        same = {one.id: one for pair in wanted[key] for one in found[pair]}
        ranked = rank_contacts(party, same.values(), limit=KEPT)
        if not any(candidate.is_strong for candidate in ranked):
            near = alike(beginning_of(party.name))
            ranked = rank_contacts(
                party, {**{one.id: one for one in near}, **same}.values(), limit=KEPT
            )
        proposed[key] = ranked
    return proposed


def items_for(
    connection: Connection, products: Iterable[ProductRef]
) -> dict[str, list[ItemCandidate]]:
    """By the product's key: two queries, and one per first word of the doubtful ones."""
    known = {product.key: product for product in products}
    wanted = {key: _item_keys(product) for key, product in known.items()}
    found: dict[tuple[str, str], list[ItemInfo]] = defaultdict(list)
    items = Item.objects.of(connection).present()
    for column, values in _by_column(wanted.values()).items():
        for row in items.filter(**{f"{column}__in": values})[:_MOST]:
            found[column, getattr(row, column)].append(item_info(row))
    proposed: dict[str, list[ItemCandidate]] = {}
    alike = cache(partial(items_beginning, connection))
    for key, product in known.items():
        same = {one.id: one for pair in wanted[key] for one in found[pair]}
        ranked = rank_items(product.code, product.name, same.values(), limit=KEPT)
        if not any(candidate.is_strong for candidate in ranked):
            near = alike(beginning_of(product.name))
            found_now = {**{one.id: one for one in near}, **same}.values()
            ranked = rank_items(product.code, product.name, found_now, limit=KEPT)
        proposed[key] = ranked
    return proposed


def _same_contacts(
    connection: Connection, wanted: Iterable[set[tuple[str, str]]]
) -> dict[tuple[str, str], list[ContactInfo]]:
    found: dict[tuple[str, str], list[ContactInfo]] = defaultdict(list)
    contacts = Contact.objects.of(connection).present().filter(merged_to="")
    for column, values in _by_column(wanted).items():
        for row in contacts.filter(**{f"{column}__in": values})[:_MOST]:
            found[column, getattr(row, column)].append(contact_info(row))
    return found


def _by_column(wanted: Iterable[set[tuple[str, str]]]) -> dict[str, set[str]]:
    values: dict[str, set[str]] = defaultdict(set)
    for pairs in wanted:
        for column, value in pairs:
            values[column].add(value)
    return values


def _contact_keys(party: PartyDetails) -> set[tuple[str, str]]:
    pairs = {
        ("tax_number_key", number_key(party.tax_number)),
        ("account_number", party.account_number.strip()),
        ("name_key", name_key(party.name)),
        *(("email", email) for email in party.emails),
    }
    return {pair for pair in pairs if pair[1]}


def _item_keys(product: ProductRef) -> set[tuple[str, str]]:
    pairs = {
        ("code_key", number_key(product.code)[:30]),
        ("name_key", name_key(product.name)[:50]),
    }
    return {pair for pair in pairs if pair[1]}
