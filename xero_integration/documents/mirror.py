"""The one way in: whatever tells us about a document in Xero is taken over here (rule R2).

Answers, webhooks, polls and bulk runs all end in ``take_in``. It is the only writer of the
Xero-owned columns and the only sender of the status signals. Only sales are mirrored: bills
and supplier credits are nobody's business in a CRM, so they are not kept.

Two processes may take in the same documents at once: new rows are added and known ones locked
in the order of their Xero ids, and what is older than what is held is ignored.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ..client.answers import Element
from ..connections.models import Connection
from ..outbox.deadlocks import again_after_deadlock
from ..outbox.models import Operation
from . import mirror_reading, mirror_rows
from .among import among
from .mirror_alike import say_the_same
from .mirror_marks import claim, name_operation
from .mirror_reading import Reading
from .mirror_rows import Change, Held, Seen
from .mirror_signals import announce_after_commit
from .models import Document, VersionSource

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """Who tells us, and on whose behalf; ``operation`` when it is the answer to our write."""

    source: VersionSource
    actor_name: str = ""
    operation: Operation | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the elements: the keys of their documents in order, how many changed."""

    pks: Sequence[UUID] = ()
    changed: int = 0


def apply(connection: Connection, elements: Iterable[Element[Any]], news: News) -> list[Document]:
    """Take over what Xero says of these invoices or credit notes; returns their documents.

    In order of the elements; what we don't mirror is left out. What did not change writes
    nothing. Signals are sent after commit, once per change.
    """
    pks = take_in(connection, elements, news).pks
    found: dict[UUID, Document] = {}
    for chosen in among(Document, "pk", pks):
        for document in Document.objects.filter(chosen):
            document.connection = connection
            found[document.pk] = document
    return [found[pk] for pk in pks]


def take_in(connection: Connection, elements: Iterable[Element[Any]], news: News) -> Taken:
    """``apply`` for whole pages: loads no documents that nobody asked for.

    What reads byte for byte as it did last time is neither decoded nor locked.
    """
    told = mirror_reading.told(elements)
    if not told:
        return Taken()
    known = mirror_rows.seen(connection, told)
    fresh = [
        each
        for xero_id, each in told.items()
        if xero_id not in known or known[xero_id].raw_digest != each.digest
    ]
    readings = mirror_reading.read(fresh, known)
    taken = Taken([known[xero_id].pk for xero_id in told if xero_id in known])
    if readings or news.operation is not None:
        taken = again_after_deadlock(partial(_take_all, connection, told, readings, news, known))
    _found_again(known.values())
    return taken


def _take_all(
    connection: Connection,
    told: Collection[str],
    readings: Sequence[Reading],
    news: News,
    known: Mapping[str, Seen],
) -> Taken:
    pks = {xero_id: row.pk for xero_id, row in known.items()}
    with transaction.atomic():
        changes = _take(connection, readings, news, known)
        pks |= {change.reading.told.xero_id: change.pk for change in changes}
        pks |= _added_by_others(connection, readings, pks)
        if news.operation is not None:
            _answered(pks, told, news.operation)
    return Taken([pks[xero_id] for xero_id in told if xero_id in pks], len(changes))


def _added_by_others(
    connection: Connection, readings: Iterable[Reading], pks: Mapping[str, UUID]
) -> dict[str, UUID]:
    """What a poll or a webhook took in while we were at it, so that nothing was left to change."""
    unnamed = [each.told.xero_id for each in readings if each.told.xero_id not in pks]
    if not unnamed:
        return {}
    return {xero_id: row.pk for xero_id, row in mirror_rows.seen(connection, unnamed).items()}


def mark_missing(connection: Connection, xero_ids: Iterable[str], news: News) -> int:
    """Note that Xero does not know these any more; returns of how many that is new.

    Xero deletes nothing for good, so this is the work of a reset demo company or of support.
    The documents stay as they were last known, for their deals' sake.
    """
    count = 0
    for chosen in among(Document, "xero_id", list(xero_ids)):
        here = Document.objects.filter(chosen, connection=connection)
        count += here.filter(missing_since=None).update(missing_since=timezone.now())
    if count:
        extra = {"connection": str(connection.pk), "count": count, "source": str(news.source)}
        logger.warning("Xero does not know some documents any more", extra=extra)
    return count


def _take(
    connection: Connection, readings: Sequence[Reading], news: News, known: Mapping[str, Seen]
) -> list[Change]:
    now = timezone.now()
    unknown = [reading for reading in readings if reading.told.xero_id not in known]
    created = mirror_rows.add(connection, unknown, now)
    ours = {change.reading.told.xero_id for change in created}
    rest = [reading for reading in readings if reading.told.xero_id not in ours]
    updated = _updates(connection, rest, known, now)
    changes = [*created, *updated]
    if not changes:
        return []
    mirror_rows.overwrite(updated)
    mirror_rows.write_lines(changes)
    mirror_rows.write_settlements(changes)
    mirror_rows.write_versions(changes, now, source=news.source, actor_name=news.actor_name)
    announce_after_commit(connection, changes, _operations(connection, created, news), news.source)
    return changes


def _updates(
    connection: Connection, readings: Sequence[Reading], known: Mapping[str, Seen], now: datetime
) -> list[Change]:
    held = mirror_rows.lock(connection, [reading.told.xero_id for reading in readings], known)
    newer = [
        (held[reading.told.xero_id], reading)
        for reading in readings
        if not _is_older(reading, held[reading.told.xero_id])
    ]
    alike = say_the_same([each for each in newer if each[0].updated_at == each[1].updated_at])
    return [
        mirror_rows.change(connection, reading, row, now)
        for row, reading in newer
        if row.pk not in alike
    ]


def _is_older(reading: Reading, held: Held) -> bool:
    told_at, held_at = reading.updated_at, held.updated_at
    return bool(told_at and held_at and told_at < held_at)


def _operations(
    connection: Connection, created: Sequence[Change], news: News
) -> Mapping[UUID, Operation]:
    """Whose work the new documents are: of the operation that was answered, or by their mark."""
    if news.operation is not None:
        return {change.pk: news.operation for change in created}
    return claim(connection, created)


def _answered(pks: Mapping[str, UUID], told: Iterable[str], operation: Operation) -> None:
    """Also where a webhook was faster than the answer, which then has nothing new to say."""
    for xero_id in told:
        if xero_id in pks:
            name_operation(pks[xero_id], operation)


def _found_again(known: Iterable[Seen]) -> None:
    missing = [row.pk for row in known if row.missing_since is not None]
    for chosen in among(Document, "pk", missing):
        Document.objects.filter(chosen).update(missing_since=None)
