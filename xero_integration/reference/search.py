"""Finds contacts and items in the mirror while somebody types; no call to Xero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeVar

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex

from ..connections.models import Connection
from .book import ContactInfo, ItemInfo
from .infos import contact_info, item_info
from .models import Contact, Item
from .models.base import SearchableRow
from .normal import email_key, number_key, search_words
from .prefix import begins_with

M = TypeVar("M", bound=SearchableRow)

# More words than this only narrow what is already narrow.
_MOST_WORDS = 6


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
    exact = Q(email=email_key(text)) | Q(account_number=text.strip())
    exact |= Q(contact_number=text.strip())
    if number_key(text):
        exact |= Q(tax_number_key=number_key(text))
    exact &= ~Q(search_text="")
    found = _search(Contact.objects.of(connection), text, exact, limit)
    return [FoundContact(contact_info(row), match) for row, match in found]


def search_items(connection: Connection, text: str, limit: int = 8) -> list[FoundItem]:
    """Items by code, name or description; deleted ones are left out."""
    exact = Q(code_key=number_key(text)) if number_key(text) else Q(pk__in=())
    items = Item.objects.of(connection).filter(is_active=True)
    found = _search(items, text, exact, limit)
    return [FoundItem(item_info(row), match) for row, match in found]


def _search(rows: QuerySet[M], text: str, exact: Q, limit: int) -> list[tuple[M, Match]]:
    """Cheap looks first; the search texts are scanned only while there is room left."""
    words = search_words(text.replace("\0", ""))[:_MOST_WORDS]
    if not words or limit < 1:
        return []
    found = dict.fromkeys(rows.filter(exact).values_list("pk", flat=True)[:limit], Match.EXACT)
    for pk, match in _by_beginning(rows, " ".join(words), limit):
        found.setdefault(pk, match)
    if len(found) < limit:
        for pk, match in _by_words(rows, words, limit):
            found.setdefault(pk, match)
    return _ranked(rows, found)[:limit]


def _by_beginning(rows: QuerySet[M], phrase: str, limit: int) -> Iterable[tuple[int, Match]]:
    """Names that begin with the text: a range of the index."""
    begins = begins_with(rows.model, "search_text", f" {phrase}")
    hits = rows.filter(begins).order_by("-is_active", "search_text", "id")
    whole = f" {phrase} |"
    for pk, searched in hits.values_list("pk", "search_text")[:limit]:
        yield pk, Match.EXACT if searched.startswith(whole) else Match.PREFIX


def _by_words(rows: QuerySet[M], words: Sequence[str], limit: int) -> Iterable[tuple[int, Match]]:
    """Every word anywhere: reads the texts in the index, best matches first."""
    holds: dict[str, Any] = {}
    for number, word in enumerate(words):
        holds[f"at_{number}"] = StrIndex("search_text", Value(word))
    hits = rows.alias(**holds).filter(**{f"{name}__gt": 0 for name in holds})
    starts_word = StrIndex("search_text", Value(f" {words[0]}"))
    hits = hits.alias(starts=starts_word).annotate(
        rank=Case(
            When(starts__gt=0, then=Value(int(Match.WORD))),
            default=Value(int(Match.SUBSTRING)),
            output_field=IntegerField(),
        )
    )
    ordered = hits.order_by("-is_active", "rank", "search_text", "id")
    for pk, rank in ordered.values_list("pk", "rank")[:limit]:
        yield pk, Match(rank)


def _ranked(rows: QuerySet[M], found: dict[int, Match]) -> list[tuple[M, Match]]:
    hits = [(row, found[row.pk]) for row in rows.filter(pk__in=found)]
    hits.sort(key=lambda hit: (not hit[0].is_active, hit[1], hit[0].search_text, hit[0].pk))
    return hits
