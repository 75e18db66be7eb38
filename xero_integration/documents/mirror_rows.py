"""Rows of the mirror as the one door needs them: found, locked and written, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from ..connections.models import Connection
from . import bulk, columns
from .columns import SettlementRow
from .keys import time_ordered_key
from .mirror_reading import Reading
from .models import Document, DocumentLine, DocumentVersion, Settlement
from .querysets import DocumentQuerySet

NAMES = (
    *columns.DOCUMENT, "id", "connection_id", "xero_id", "raw_digest", "lines_digest",
    "settlements_digest", "missing_since", "learned_at",
)  # fmt: skip
"""What the mirror writes of a Document; the rest is ours and is never overwritten."""

VERSION = (
    "document_id", "source", "status", "updated_at", "learned_at", "raw", "actor_name",
)  # fmt: skip


class Held(NamedTuple):
    """What we hold, as far as it takes part in the decision what to write."""

    pk: UUID
    xero_id: str
    status: str
    updated_at: datetime | None
    raw_digest: str
    lines_digest: str
    settlements_digest: str
    operation_id: UUID | None
    mapping_revision: int | None
    missing_since: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """A document that differs from what was held; ``held`` is None for a new one."""

    pk: UUID
    reading: Reading
    held: Held | None
    row: tuple[Any, ...]

    @property
    def old_status(self) -> str:
        return self.held.status if self.held else ""

    @property
    def status(self) -> str:
        return self.reading.head.status[:20]


def held(connection: Connection, xero_ids: Iterable[str]) -> dict[str, Held]:
    """What we hold of these; takes no lock."""
    return {
        row[1]: Held._make(row)
        for documents in _of(connection, xero_ids)
        for row in documents.values_list(*Held._fields)
    }


def lock(
    connection: Connection, xero_ids: Iterable[str], seen: Mapping[str, Held]
) -> dict[str, Held]:
    """Lock these rows, always in the order of their Xero ids, so that two never lock crosswise.

    What changed since it was ``seen`` is read again, now that it stands still.
    """
    digests = {
        xero_id: digest
        for documents in _of(connection, sorted(xero_ids))
        for xero_id, digest in documents.order_by("xero_id")
        .select_for_update()
        .values_list("xero_id", "raw_digest")
    }
    moved = [
        xero_id
        for xero_id, digest in digests.items()
        if xero_id not in seen or seen[xero_id].raw_digest != digest
    ]
    still = {xero_id: seen[xero_id] for xero_id in digests.keys() - set(moved)}
    return still | (held(connection, moved) if moved else {})


def _of(connection: Connection, xero_ids: Iterable[str]) -> Iterator[DocumentQuerySet]:
    for some in bulk.among(Document, list(xero_ids)):
        yield Document.objects.filter(connection=connection, xero_id__in=some)


def add(connection: Connection, readings: Sequence[Reading], now: datetime) -> list[Change]:
    """Add documents never seen; those that another process added meanwhile are left out."""
    changes = [change(connection, reading, None, now) for reading in readings]
    if bulk.add_missing(Document, NAMES, [change.row for change in changes]):
        return changes
    ours: set[UUID] = set()
    for pks in bulk.among(Document, [change.pk for change in changes]):
        ours.update(Document.objects.filter(pk__in=pks).values_list("pk", flat=True))
    return [change for change in changes if change.pk in ours]


def change(
    connection: Connection, reading: Reading, held: Held | None, now: datetime
) -> Change:  # fmt: skip
    pk = held.pk if held else time_ordered_key()
    row = (
        *reading.values,
        pk,
        connection.pk,
        reading.told.xero_id,
        reading.told.digest,
        _digest(reading.lines_digest, held.lines_digest if held else ""),
        _digest(reading.settlements_digest, held.settlements_digest if held else ""),
        None,
        now,
    )
    return Change(pk, reading, held, row)


def _digest(told: str | None, kept: str) -> str:
    return kept if told is None else told


def overwrite(changes: Sequence[Change]) -> None:
    """Write the rows of documents that were known."""
    bulk.overwrite(Document, NAMES, [change.row for change in changes if change.held])


def write_lines(changes: Sequence[Change]) -> None:
    """Lines have no meaning of their own: where they differ they are replaced."""
    new = [change for change in changes if change.reading.has_new_lines(change.held)]
    _forget(DocumentLine, [each for each in new if _may_have(each.held, "lines_digest")])
    rows = [(each.pk, *row) for each in new for row in each.reading.lines]
    bulk.append(DocumentLine, ("document_id", *columns.LINES), rows)


def write_settlements(changes: Sequence[Change]) -> None:
    """As lines: payments and credits are replaced where they differ."""
    new = [change for change in changes if change.reading.has_new_settlements(change.held)]
    _forget(Settlement, [each for each in new if _may_have(each.held, "settlements_digest")])
    rows = [(each.pk, *row) for each in new for row in each.reading.settlements]
    bulk.append(Settlement, ("document_id", *SettlementRow._fields), rows)


def _may_have(held: Held | None, digest: str) -> bool:
    return held is not None and (not held.raw_digest or bool(getattr(held, digest)))


def _forget(model: type[DocumentLine] | type[Settlement], changes: Sequence[Change]) -> None:
    for pks in bulk.among(Document, [change.pk for change in changes]):
        model._default_manager.filter(document__in=pks).delete()


def write_versions(
    changes: Sequence[Change], now: datetime, *, source: str, actor_name: str
) -> None:
    rows = [
        (
            change.pk,
            source,
            change.status,
            change.reading.updated_at,
            now,
            change.reading.told.raw.decode(),
            actor_name,
        )
        for change in changes
    ]
    bulk.append(DocumentVersion, VERSION, rows)
