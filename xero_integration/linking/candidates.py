"""Fetches the few records of the mirror that may match: indexed look-ups, never a scan."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

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
    """Contacts that may be this customer, best first, each with its reasons: two queries."""
    contacts = Contact.objects.of(connection).present().filter(merged_to="")
    same = _same_contact(party)
    found: dict[str, ContactInfo] = {}
    if same:
        _collect(found, contacts.filter(same)[:_MOST])
    beginning = _beginning(name_key(party.name))
    if beginning:
        alike = contacts.filter(begins_with(Contact, "name_key", beginning))
        _collect(found, alike.order_by("name_key", "id")[:_MOST])
    return rank_contacts(party, found.values(), limit=limit)


def item_candidates(
    connection: Connection, *, code: str = "", name: str = "", limit: int = 5
) -> list[ItemCandidate]:
    """Items that may be this product, by code first, then by name: two queries."""
    items = Item.objects.of(connection).present()
    same = Q(pk__in=())
    if number_key(code):
        same |= Q(code_key=number_key(code)[:30])
    if name_key(name):
        same |= Q(name_key=name_key(name)[:50])
    found: dict[str, ItemInfo] = {row.xero_id: item_info(row) for row in items.filter(same)[:_MOST]}
    beginning = _beginning(name_key(name))
    if beginning:
        alike = items.filter(begins_with(Item, "name_key", beginning))
        rows = alike.order_by("name_key", "id")[:_MOST]
        found |= {row.xero_id: item_info(row) for row in rows}
    return rank_items(code, name, found.values(), limit=limit)


def _same_contact(party: PartyDetails) -> Q | None:
    keys = {
        "name_key": name_key(party.name),
        "tax_number_key": number_key(party.tax_number),
        "account_number": party.account_number.strip(),
    }
    same = Q(email__in=party.emails) if party.emails else None
    for column, key in keys.items():
        if key:
            same = Q(**{column: key}) | same if same else Q(**{column: key})
    return same


def _collect(found: dict[str, ContactInfo], rows: Iterable[Contact]) -> None:
    for row in rows:
        found.setdefault(row.xero_id, contact_info(row))


def _beginning(key: str) -> str:
    """The first word, which names that are alike most often share."""
    first = key.split(" ", 1)[0]
    return first if len(first) >= _SHORTEST else ""
