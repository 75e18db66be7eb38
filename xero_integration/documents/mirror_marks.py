"""Finds our own operation behind a document that Xero told of before we had its answer.

The webhook of an invoice may overtake the answer to the very request that made it. The mark in
its Url names the operation, and the operation's draft names the deal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone

from ..connections.models import Connection
from ..outbox.models import Operation
from .marker import mark_of
from .mirror_rows import Change
from .models import DealLink, Document, InvoiceDraft


def claim(connection: Connection, created: Sequence[Change]) -> Mapping[UUID, Operation]:
    """Tie new documents that carry our mark to their operation and its deal.

    Returns the operations by the document's key. A copy that somebody made in Xero carries the
    mark too: an operation that has its document is not claimed again.
    """
    marked: dict[UUID, Change] = {}
    for change in created:
        mark = mark_of(getattr(change.reading.head, "url", ""))
        if mark is not None:
            marked.setdefault(mark, change)
    if not marked:
        return {}
    found = Operation.objects.filter(connection=connection, pk__in=marked, document__isnull=True)
    claimed = {}
    for operation in found.select_related("draft__connection"):
        change = marked[operation.pk]
        if operation.answer_id in ("", change.reading.told.xero_id):
            claimed[change.pk] = operation
            name_operation(change.pk, operation)
            draft = getattr(operation, "draft", None)
            if draft is not None:
                tie(change.pk, draft, by=operation.actor_name)
    unclaimed = {mark: each for mark, each in marked.items() if each.pk not in claimed}
    _claim_for_drafts(connection, unclaimed)
    return claimed


def _claim_for_drafts(connection: Connection, marked: Mapping[UUID, Change]) -> None:
    """A restored database may hold the draft without the operation that sent it."""
    unsent = InvoiceDraft.objects.filter(operation=None, closed_at=None, edits=None)
    drafts = unsent.filter(connection=connection, pk__in=marked) if marked else ()
    for draft in drafts:
        draft.connection = connection
        tie(marked[draft.pk].pk, draft, by=draft.edited_by_name)
        unsent.filter(pk=draft.pk).update(open_key=None, closed_at=timezone.now())


def name_operation(document_pk: UUID, operation: Operation) -> None:
    """Note which of our operations made the document, unless one is noted.

    The answer knows best: a copy that was taken for the document gives the operation back.
    """
    Document.objects.filter(operation=operation).exclude(pk=document_pk).update(operation=None)
    Document.objects.filter(pk=document_pk, operation=None).update(operation=operation)


def tie(document_pk: UUID, draft: InvoiceDraft, *, by: str) -> None:
    """Tie the document to the draft's deal; doing it twice is doing it once."""
    DealLink.objects.get_or_create(
        document_id=document_pk,
        source=draft.source,
        subject_pk=draft.subject_pk,
        defaults={
            "tenant": draft.connection.tenant,
            "linked_by_name": by,
        },
    )
    Document.objects.filter(pk=document_pk).update(mapping_revision=draft.mapping_revision)
