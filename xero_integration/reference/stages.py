"""Searches in stages, the cheapest and best first, and stops when there is enough to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex

from ..connections.models import Connection
from .models.base import SearchableRow
from .models.search_word import WORD_LENGTH, Searched, SearchTerm, SearchWord
from .normal import search_words
from .prefix import begins_with

M = TypeVar("M", bound=SearchableRow)

EXACT, PREFIX, WORD, SUBSTRING = range(4)
# More words than this only narrow what is already narrow.
_MOST_WORDS = 6
# A word may occur twice in a row, so a stage reads a little more than is shown.
_SPARE = 4
_MOST_TERMS = 50


class Stages(Generic[M]):
    """One search over the rows of one mirror."""

    def __init__(self, rows: QuerySet[M], connection: Connection, kind: Searched) -> None:
        self.rows = rows
        self.words = SearchWord.objects.filter(connection=connection, kind=kind)
        self.terms = SearchTerm.objects.filter(connection=connection, kind=kind)

    def search(self, text: str, *, exact: Q, limit: int) -> list[tuple[M, int]]:
        """The best rows with how they fit; nothing for a text without words."""
        typed = search_words(text)[:_MOST_WORDS]
        if not typed or limit < 1:
            return []
        found: dict[int, int] = {}
        for rank, pks in self._stages(typed, exact, limit):
            for pk in pks:
                found.setdefault(pk, rank)
            if len(found) >= limit:
                break
        return self._ranked(found, typed)[:limit]

    def _stages(self, typed: list[str], exact: Q, limit: int) -> Iterator[tuple[int, list[int]]]:
        yield EXACT, list(self.rows.filter(exact).values_list("pk", flat=True)[:limit])
        # The longest word is the rarest; the others only sift what it finds.
        key = max(typed, key=len)[:WORD_LENGTH]
        others = [word for word in typed if word != key]
        for is_active in (True, False):
            yield PREFIX, self._beginning(" ".join(typed), is_active, limit)
            yield WORD, self._holding(Q(word=key), is_active, others, limit)
            begins = begins_with(SearchWord, "word", key)
            yield WORD, self._holding(begins, is_active, others, limit)
            if is_active:
                terms = self._terms_around(key)
            if terms:
                yield SUBSTRING, self._holding(Q(word__in=terms), is_active, others, limit)

    def _beginning(self, phrase: str, is_active: bool, limit: int) -> list[int]:
        begins = begins_with(self.rows.model, "search_text", f" {phrase}")
        hits = self.rows.filter(begins, is_active=is_active).order_by("search_text", "id")
        return list(hits.values_list("pk", flat=True)[:limit])

    def _holding(self, word: Q, is_active: bool, others: list[str], limit: int) -> list[int]:
        hits = self.words.filter(word, is_active=is_active)
        if not others:
            return list(hits.values_list("row", flat=True)[: limit * _SPARE])
        sifted = self.rows.filter(pk__in=hits.values("row"))
        for number, other in enumerate(others):
            sifted = sifted.alias(**{f"at_{number}": StrIndex("search_text", Value(other))})
            sifted = sifted.filter(**{f"at_{number}__gt": 0})
        return list(sifted.values_list("pk", flat=True)[:limit])

    def _terms_around(self, part: str) -> list[str]:
        """Words of names that hold the text somewhere inside."""
        inside = self.terms.alias(at=StrIndex("term", Value(part))).filter(at__gt=1)
        return list(inside.values_list("term", flat=True)[:_MOST_TERMS])

    def _ranked(self, found: dict[int, int], typed: list[str]) -> list[tuple[M, int]]:
        # A merged contact has no search text, so that nobody finds it by its number either.
        rows = [row for row in self.rows.filter(pk__in=found) if row.search_text]
        whole = f" {' '.join(typed)} |"
        hits = [
            (row, EXACT if row.search_text.startswith(whole) else found[row.pk]) for row in rows
        ]
        hits.sort(key=lambda hit: (not hit[0].is_active, hit[1], hit[0].search_text, hit[0].pk))
        return hits
