"""Finds contacts and items in the mirror while somebody types; no call to Xero."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from ..connections.models import Connection
from .book import ContactInfo, ItemInfo
from .infos import contact_info, item_info
from .models import Contact, Item
from .normal import email_key, number_key
from .stages import Stages


class Match(IntEnum):
    """How well a record fits, best first."""

    EXACT = 0
    PREFIX = 1
    WORD = 2
    SUBSTRING = 3


@dataclass(frozen=True, slots=True)
class FoundContact:
    contact: ContactInfo
    match: Match


@dataclass(frozen=True, slots=True)
class FoundItem:
    item: ItemInfo
    match: Match


def search_contacts(connection: Connection, text: str, limit: int = 8) -> list[FoundContact]:
    """Contacts by name, e-mail or number; active ones first, then by how well they fit.

    Archived ones come last and say so; merged ones are not found, their survivor is.
    """
    number, email = number_key(text), email_key(text)

    def is_exact(contact: Contact) -> bool:
        numbers = (contact.account_number, contact.contact_number, contact.company_number)
        known = {contact.tax_number_key, *map(number_key, numbers)}
        return bool(number) and (number in known or contact.email == email)

    stages = Stages(Contact, connection, is_exact=is_exact, with_archived=True)
    found = stages.search(text, limit=limit)
    return [FoundContact(contact_info(row), Match(rank)) for row, rank in found]


def search_items(connection: Connection, text: str, limit: int = 8) -> list[FoundItem]:
    """Items by code, name or description; deleted ones are left out."""
    code = number_key(text)

    def is_exact(item: Item) -> bool:
        return bool(code) and item.code_key == code

    stages = Stages(Item, connection, is_exact=is_exact, with_archived=False)
    found = stages.search(text, limit=limit)
    return [FoundItem(item_info(row), Match(rank)) for row, rank in found]
