"""Fetches the few records of the mirror that may match: indexed look-ups, never a scan."""

from __future__ import annotations

from collections.abc import Iterable

from ..connections.models import Connection
from ..reference.models import Contact, Item
from ..reference.normal import name_key, number_key
from ..reference.prefix import begins_with
from ..reference.services import ContactInfo, ItemInfo, contact_info, item_info
from .matching import (
    ContactCandidate,
    ItemCandidate,
    PartyDetails,
    rank_contacts,
    rank_items,
)

# So many are compared in Python; among names with one beginning the alike ones are near.
_MOST = 60
# Shorter beginnings than this say nothing.
_SHORTEST = 3


def contact_candidates(
    connection: Connection, party: PartyDetails, *, limit: int = 5
) -> list[ContactCandidate]:
    """Contacts that may be this customer, best first, each with its reasons: five queries.

    One query per column, because SQLite answers an OR of them by walking all contacts.
    """
    contacts = Contact.objects.of(connection).present().filter(merged_to="")
    same: dict[str, Iterable[str]] = {
        "tax_number_key": [number_key(party.tax_number)],
        "email": party.emails,
        "account_number": [party.account_number.strip()],
        "name_key": [name_key(party.name)],
    }
    found: dict[str, ContactInfo] = {}
    for column, keys in same.items():
        wanted = [key for key in keys if key]
        if wanted:
            _collect(found, contacts.filter(**{f"{column}__in": wanted})[:_MOST])
    for contact in contacts_beginning(connection, beginning_of(party.name)):
        found.setdefault(contact.id, contact)
    return rank_contacts(party, found.values(), limit=limit)


def item_candidates(
    connection: Connection, *, code: str = "", name: str = "", limit: int = 5
) -> list[ItemCandidate]:
    """Items that may be this product, by code first, then by name: three queries."""
    items = Item.objects.of(connection).present()
    same = {"code_key": number_key(code)[:30], "name_key": name_key(name)[:50]}
    found: dict[str, ItemInfo] = {}
    for column, key in same.items():
        if key:
            rows = items.filter(**{column: key})[:_MOST]
            found |= {row.xero_id: item_info(row) for row in rows}
    found |= {item.id: item for item in items_beginning(connection, beginning_of(name))}
    return rank_items(code, name, found.values(), limit=limit)


def _collect(found: dict[str, ContactInfo], rows: Iterable[Contact]) -> None:
    for row in rows:
        found.setdefault(row.xero_id, contact_info(row))


def contacts_beginning(connection: Connection, beginning: str) -> list[ContactInfo]:
    """Some whose name begins like this, one query; none for an empty beginning."""
    if not beginning:
        return []
    contacts = Contact.objects.of(connection).present().filter(merged_to="")
    alike = contacts.filter(begins_with(Contact, "name_key", beginning))
    return [contact_info(row) for row in alike.order_by("name_key", "id")[:_MOST]]


def items_beginning(connection: Connection, beginning: str) -> list[ItemInfo]:
    if not beginning:
        return []
    alike = Item.objects.of(connection).present().filter(begins_with(Item, "name_key", beginning))
    return [item_info(row) for row in alike.order_by("name_key", "id")[:_MOST]]


def beginning_of(name: str) -> str:
    """The first word, which names that are alike most often share."""
    first = name_key(name).split(" ", 1)[0]
    return first if len(first) >= _SHORTEST else ""
