"""Keeps the words of contacts and items in step with their rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..connections.models import Connection
from .chunks import LOOKUP, chunks
from .models import Contact, Item
from .models.base import SearchableRow
from .models.search_word import WORD_LENGTH, Searched, SearchTerm, SearchWord
from .normal import number_key, search_words

# Enough for any name; a description that somebody pasted must not fill the index.
_MOST_WORDS = 30
_EMAIL_PARTS = re.compile(r"[@.+_-]")


def exact_word(text: str) -> str:
    """The word under which a number or an address is found as a whole; nobody can type it."""
    joined = "".join(search_words(text))
    return f"={joined}"[:WORD_LENGTH] if joined else ""


def contact_words(contact: Contact) -> tuple[list[str], list[str]]:
    """The words of the names, in which any part may be sought, and all other words."""
    names = search_words(f"{contact.name} {contact.first_name} {contact.last_name}")
    numbers = [contact.account_number, contact.contact_number, contact.company_number]
    numbers.append(contact.tax_number)
    others = [exact_word(text) for text in [contact.email, *numbers]]
    others += search_words(" ".join([contact.email, *_EMAIL_PARTS.split(contact.email), *numbers]))
    others += [number_key(number).casefold() for number in numbers]
    return names, others


def item_words(item: Item) -> tuple[list[str], list[str]]:
    names = [*search_words(f"{item.code} {item.name}"), number_key(item.code).casefold()]
    return names, [exact_word(item.code), *search_words(item.description[:200])]


def index_rows(
    connection: Connection,
    kind: Searched,
    rows: Iterable[tuple[SearchableRow, list[str], list[str]]],
) -> None:
    """Replace the words of rows that were written."""
    entries: list[SearchWord] = []
    terms: set[str] = set()
    pks: list[int] = []
    for row, names, others in rows:
        pks.append(row.pk)
        if not row.search_text:
            continue
        words = dict.fromkeys(word[:WORD_LENGTH] for word in [*names, *others] if word)
        entries += [
            SearchWord(
                connection=connection, kind=kind, is_active=row.is_active, word=word, row=row.pk
            )
            for word in list(words)[:_MOST_WORDS]
        ]
        terms.update(word[:WORD_LENGTH] for word in names if word)
    forget_rows(kind, pks)
    SearchWord.objects.bulk_create(entries)
    _add_terms(connection, kind, terms)


def forget_rows(kind: Searched, pks: Sequence[int]) -> None:
    for chunk in chunks(pks, LOOKUP):
        SearchWord.objects.filter(kind=kind, row__in=chunk).delete()


def _add_terms(connection: Connection, kind: Searched, terms: set[str]) -> None:
    known: set[str] = set()
    stored = SearchTerm.objects.filter(connection=connection, kind=kind)
    for chunk in chunks(sorted(terms), LOOKUP):
        known.update(stored.filter(term__in=chunk).values_list("term", flat=True))
    SearchTerm.objects.bulk_create(
        [SearchTerm(connection=connection, kind=kind, term=term) for term in sorted(terms - known)],
        ignore_conflicts=True,
    )
