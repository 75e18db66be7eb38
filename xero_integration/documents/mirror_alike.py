"""Tells a document in another form from a changed one.

A page, the answer to a write and a single document are not the same JSON, though nothing
changed. Only what carries the time of change that is held already comes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from . import columns
from .among import among
from .columns import SettlementRow
from .mirror_reading import Reading
from .mirror_rows import Held
from .models import Document, DocumentLine, Settlement


def say_the_same(pairs: Sequence[tuple[Held, Reading]]) -> set[UUID]:
    """The keys of those documents that are known exactly as they were read."""
    documents: dict[UUID, Document] = {}
    for chosen in among(Document, "pk", [held.pk for held, _reading in pairs]):
        documents |= {each.pk: each for each in Document.objects.filter(chosen)}
    heads = [pair for pair in pairs if _same_head(documents[pair[0].pk], pair[1])]
    lines = _rows(DocumentLine, columns.LINES, [p for p in heads if p[1].has_new_lines(p[0])])
    settled = _rows(
        Settlement,
        SettlementRow._fields,
        [p for p in heads if p[1].has_new_settlements(p[0])],
    )
    return {
        held.pk
        for held, reading in heads
        if (held.pk not in lines or lines[held.pk] == sorted(reading.lines, key=_first))
        and (held.pk not in settled or _set(settled[held.pk]) == _set(reading.settlements))
    }


def _same_head(document: Document, reading: Reading) -> bool:
    pairs = zip(columns.DOCUMENT, reading.values, strict=True)
    return all(getattr(document, name) == value for name, value in pairs)


def _rows(
    model: type[DocumentLine] | type[Settlement],
    names: Sequence[str],
    pairs: Sequence[tuple[Held, Reading]],
) -> dict[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = {held.pk: [] for held, _reading in pairs}
    for chosen in among(model, "document_id", list(found)):
        rows = model._default_manager.filter(chosen).order_by("pk")
        for pk, *row in rows.values_list("document_id", *names):
            found[pk].append(tuple(row))
    return {pk: sorted(rows, key=_first) for pk, rows in found.items()}


def _first(row: tuple[Any, ...]) -> Any:
    return row[0]


def _set(rows: Iterable[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in rows}
