"""Rows of the mirror as the one door needs them: found, locked and written, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from ..connections.models import Connection
from . import bulk, columns
from .among import among
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

FOUND_BY = ("connection_id", "xero_id")
"""What a Document is found by never changes."""

VERSION = (
    "document_id", "source", "status", "updated_at", "learned_at", "raw", "actor_name",
)  # fmt: skip


class Seen(NamedTuple):
    """What tells whether the news is news; most of a page is seen and nothing more."""

    pk: UUID
    xero_id: str
    raw_digest: str
    lines_digest: str
    settlements_digest: str
    missing_since: datetime | None


class Held(NamedTuple):
    """What we hold, as far as it takes part in the decision what to write."""

    pk: UUID
    raw_digest: str
    lines_digest: str
    settlements_digest: str
    status: str
    updated_at: datetime | None
    operation_id: UUID | None
    mapping_revision: int | None


class Change(msgspec.Struct, frozen=True, gc=False):
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


def seen(connection: Connection, xero_ids: Iterable[str]) -> dict[str, Seen]:
    """What we hold of these; takes no lock."""
    return {
        row[1]: Seen._make(row)
        for documents in _of(connection, list(xero_ids))
        for row in documents.values_list(*Seen._fields)
    }


def lock(
    connection: Connection, xero_ids: Iterable[str], known: Mapping[str, Seen]
) -> dict[str, Held]:
    """Lock these rows, always in the order of their Xero ids, so that two never lock crosswise.

    What changed since it was seen is looked at again, now that it stands still.
    """
    rows = [
        row
        for documents in _of(connection, sorted(xero_ids))
        for row in documents.order_by("xero_id")
        .select_for_update()
        .values_list("xero_id", "raw_digest", *Held._fields[4:])
    ]
    moved = [row[0] for row in rows if row[0] not in known or known[row[0]].raw_digest != row[1]]
    still = {**known, **seen(connection, moved)} if moved else known
    return {row[0]: Held(still[row[0]].pk, row[1], *still[row[0]][3:5], *row[2:]) for row in rows}


def _of(connection: Connection, xero_ids: Sequence[str]) -> Iterator[DocumentQuerySet]:
    for chosen in among(Document, "xero_id", xero_ids):
        yield Document.objects.filter(chosen, connection=connection)


def add(connection: Connection, readings: Sequence[Reading], now: datetime) -> list[Change]:
    """Add documents never seen; those that another process added meanwhile are left out."""
    changes = [change(connection, reading, None, now) for reading in readings]
    if bulk.add_missing(Document, NAMES, [change.row for change in changes]):
        return changes
    ours: set[UUID] = set()
    for chosen in among(Document, "pk", [change.pk for change in changes]):
        ours.update(Document.objects.filter(chosen).values_list("pk", flat=True))
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
    rows = [change.row for change in changes if change.held]
    bulk.overwrite(Document, NAMES, rows, settled=FOUND_BY)


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
    for chosen in among(model, "document_id", [change.pk for change in changes]):
        model._default_manager.filter(chosen).delete()


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
