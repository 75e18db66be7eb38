"""Announces what the mirror learnt, after commit, once per change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from operator import itemgetter
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction

from ..connections.models import Connection
from ..host.records import SubjectRef
from ..outbox.models import Operation
from ..signals import document_created, document_status_changed
from .among import among
from .mirror_rows import NAMES, Change
from .models import DealLink, Document

COLUMNS = [field.attname for field in Document._meta.concrete_fields]
in_models_order = itemgetter(
    *[(*NAMES, "operation_id", "mapping_revision").index(name) for name in COLUMNS]
)


def announce_after_commit(
    connection: Connection,
    changes: Sequence[Change],
    operations: Mapping[UUID, Operation],
    source: str,
) -> None:
    """Only new documents and new statuses are announced, and only when somebody listens."""
    heard_created = document_created.has_listeners(Document)
    heard_changed = document_status_changed.has_listeners(Document)
    announced = [
        change
        for change in changes
        if (heard_created and change.held is None)
        or (heard_changed and change.held is not None and change.old_status != change.status)
    ]
    if announced:
        transaction.on_commit(partial(_announce, connection, announced, operations, source))


def _announce(
    connection: Connection,
    changes: Sequence[Change],
    operations: Mapping[UUID, Operation],
    source: str,
) -> None:
    deals = _deals([change.pk for change in changes])
    for change in changes:
        document = _document(connection, change, operations.get(change.pk))
        if change.held is None:
            document_created.send_robust(
                sender=Document,
                document=document,
                deals=deals.get(change.pk, []),
                operation=operations.get(change.pk),
            )
        else:
            document_status_changed.send_robust(
                sender=Document,
                document=document,
                old=change.old_status,
                new=change.status,
                source=source,
                deals=deals.get(change.pk, []),
            )


def _document(connection: Connection, change: Change, operation: Operation | None) -> Document:
    """The document as it was just written, without asking for it again."""
    held = change.held
    own = (
        operation.pk if operation else held and held.operation_id,
        held and held.mapping_revision,
    )
    values = in_models_order((*change.row, *own))
    document = Document.from_db(connection._state.db or DEFAULT_DB_ALIAS, COLUMNS, values)
    document.connection = connection
    return document


def _deals(pks: Sequence[UUID]) -> dict[UUID, list[SubjectRef]]:
    links: dict[UUID, list[SubjectRef]] = {}
    for chosen in among(DealLink, "document_id", pks):
        told = DealLink.objects.filter(chosen).order_by("pk")
        for pk, source, subject_pk in told.values_list("document_id", "source", "subject_pk"):
            links.setdefault(pk, []).append(SubjectRef(source, subject_pk))
    return links
