"""Searches in stages, the cheapest and best first, and stops when there is enough to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import StrIndex

from ..connections.models import Connection
from .models.base import SearchableRow
from .models.search_word import WORD_LENGTH, Searched, SearchTerm, SearchWord
from .normal import search_words
from .prefix import begins_with
from .wording import exact_word

M = TypeVar("M", bound=SearchableRow)

EXACT, PREFIX, WORD, SUBSTRING = range(4)
# More words than this only narrow what is already narrow.
_MOST_WORDS = 6
# A word may occur twice in a row, so a stage reads a little more than is shown.
_SPARE = 4
_MOST_TERMS = 50
# Words of two letters may be the beginning of very many; longer ones never are.
_TELLING = 3
_WIDE = 10_000


class Stages(Generic[M]):
    """One search over the rows of one mirror."""

    def __init__(
        self,
        model: type[M],
        connection: Connection,
        *,
        is_exact: Callable[[M], bool],
        with_archived: bool,
    ) -> None:
        self.connection = connection
        # Without the connection: keys come from its own words, and SQLite would rather walk
        # all rows of a connection than look up a few keys.
        self.by_key = model._default_manager.all()
        self.is_exact = is_exact
        self.wide: dict[str, bool] = {}
        self.standings = ((True,), (False,)) if with_archived else ((True,),)
        kind = Searched(model._meta.model_name or "")
        self.words = SearchWord.objects.filter(connection=connection, kind=kind)
        self.terms = SearchTerm.objects.filter(connection=connection, kind=kind)

    def search(self, text: str, *, limit: int) -> list[tuple[M, int]]:
        """The best rows with how they fit; nothing for a text without words."""
        typed = search_words(text)[:_MOST_WORDS]
        if not typed or limit < 1:
            return []
        found: dict[int, int] = {}
        for rank, pks in self._stages(text, typed, limit):
            for pk in pks:
                found.setdefault(pk, rank)
            if len(found) >= limit:
                break
        return self._ranked(found, typed)[:limit]

    def _stages(self, text: str, typed: list[str], limit: int) -> Iterator[tuple[int, list[int]]]:
        # The longest word is the rarest; the others only sift what it finds.
        key = max(typed, key=len)[:WORD_LENGTH]
        others = [word for word in typed if word != key]
        # Numbers and addresses are never lost behind names that begin alike.
        yield EXACT, self._holding(Q(word=exact_word(text)), sum(self.standings, ()), [], limit)
        terms: list[str] | None = None
        for standing in self.standings:
            yield PREFIX, self._beginning(" ".join(typed), standing, limit)
            if not others:
                yield WORD, self._holding(Q(word=key), standing, others, limit)
            begins = begins_with(SearchWord, "word", key)
            yield WORD, self._holding(begins, standing, others, limit)
            terms = self._terms_around(key) if terms is None else terms
            if terms:
                yield SUBSTRING, self._holding(Q(word__in=terms), standing, others, limit)

    def _beginning(self, phrase: str, standing: tuple[bool, ...], limit: int) -> list[int]:
        begins = begins_with(self.by_key.model, "search_text", f" {phrase}")
        hits = self.by_key.filter(begins, connection=self.connection, is_active__in=standing)
        hits = hits.order_by("search_text", "id")
        return list(hits.values_list("pk", flat=True)[:limit])

    def _holding(
        self, word: Q, standing: tuple[bool, ...], others: list[str], limit: int
    ) -> list[int]:
        # "IN (1)" is answered from an index by SQLite; Django's bare boolean is not.
        words = self.words.filter(is_active__in=standing)
        hits = words.filter(word)
        for other in others:
            beginning = words.filter(begins_with(SearchWord, "word", other[:WORD_LENGTH]))
            if self._is_wide(other):
                hits = hits.filter(Exists(beginning.filter(row=OuterRef("row"))))
            else:
                hits = hits.filter(row__in=beginning.values("row"))
        return list(hits.values_list("row", flat=True)[: limit * _SPARE])

    def _is_wide(self, beginning: str) -> bool:
        """Whether so many words begin like this that looking them up per row beats a list."""
        if beginning not in self.wide:
            active = self.words.filter(is_active__in=(True,))
            fitting = active.filter(begins_with(SearchWord, "word", beginning[:WORD_LENGTH]))
            is_short = len(beginning) < _TELLING
            self.wide[beginning] = is_short and bool(fitting.values("row")[_WIDE : _WIDE + 1])
        return self.wide[beginning]

    def _terms_around(self, part: str) -> list[str]:
        """Words of names that hold the text somewhere inside."""
        inside = self.terms.alias(at=StrIndex("term", Value(part))).filter(at__gt=1)
        return list(inside.values_list("term", flat=True)[:_MOST_TERMS])

    def _ranked(self, found: dict[int, int], typed: list[str]) -> list[tuple[M, int]]:
        whole = f" {' '.join(typed)} |"
        hits = []
        for row in self.by_key.filter(pk__in=found):
            exact = row.search_text.startswith(whole) or self.is_exact(row)
            hits.append((row, EXACT if exact else found[row.pk]))
        hits.sort(key=lambda hit: (not hit[0].is_active, hit[1], hit[0].search_text, hit[0].pk))
        return hits
