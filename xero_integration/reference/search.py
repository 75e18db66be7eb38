"""Finds contacts and items in the mirror while somebody types; no call to Xero."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Q

from ..connections.models import Connection
from .book import ContactInfo, ItemInfo
from .infos import contact_info, item_info
from .models import Contact, Item
from .models.search_word import Searched
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
    """Contacts by name, e-mail or number; active ones first, then by how well they fit."""
    typed = text.replace("\0", "").strip()
    exact = Q(email=email_key(typed)) | Q(account_number=typed) | Q(contact_number=typed)
    if number_key(typed):
        exact |= Q(tax_number_key=number_key(typed))
    stages = Stages(Contact.objects.of(connection), connection, Searched.CONTACT)
    found = stages.search(typed, exact=exact, limit=limit)
    return [FoundContact(contact_info(row), Match(rank)) for row, rank in found]


def search_items(connection: Connection, text: str, limit: int = 8) -> list[FoundItem]:
    """Items by code, name or description; deleted ones are left out."""
    typed = text.replace("\0", "").strip()
    exact = Q(code_key=number_key(typed)) if number_key(typed) else Q(pk__in=())
    items = Item.objects.of(connection).filter(is_active=True)
    found = Stages(items, connection, Searched.ITEM).search(typed, exact=exact, limit=limit)
    return [FoundItem(item_info(row), Match(rank)) for row, rank in found]
