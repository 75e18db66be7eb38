"""The one way in: whatever tells us about a document in Xero is taken over here (rule R2).

Answers, webhooks, polls and bulk runs all end in ``apply``. It is the only writer of the
Xero-owned columns and the only sender of the status signals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from ..client.answers import Element
from ..client.records import Invoice
from ..connections.models import Connection
from ..host.records import SubjectRef
from ..outbox.models import Operation
from ..signals import document_created, document_status_changed
from . import columns
from .models import DealLink, Document, DocumentLine, DocumentVersion, Settlement, VersionSource


@dataclass(frozen=True, slots=True)
class News:
    """Who tells us, and on whose behalf; ``operation`` when it is the answer to our write."""

    source: VersionSource
    actor_name: str = ""
    operation: Operation | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A document that differs from what we held; ``old_status`` is "" for a new one."""

    document: Document
    old_status: str
    invoice: Invoice
    raw: bytes


def apply(
    connection: Connection, elements: Iterable[Element[Invoice]], news: News
) -> list[Document]:
    """Take over what Xero says of these invoices; returns their documents, in order.

    What did not change writes nothing; what is older than what we hold is ignored. Signals
    are sent after commit, once per change.
    """
    told = {str(element.record.invoice_id): element for element in elements}
    if not told:
        return []
    with transaction.atomic():
        held = _lock(connection, list(told))
        changes = [
            change
            for xero_id, element in told.items()
            if (change := _compare(held[xero_id], element)) is not None
        ]
        _save(changes, news)
        _name_operation(held.values(), news.operation)
    return [held[xero_id] for xero_id in told]


def _lock(connection: Connection, xero_ids: list[str]) -> dict[str, Document]:
    """Lock the rows of these documents, making empty ones for those never seen."""
    documents = Document.objects.filter(connection=connection, xero_id__in=xero_ids)
    held = {document.xero_id: document for document in documents.select_for_update()}
    missing = [xero_id for xero_id in xero_ids if xero_id not in held]
    if missing:
        now = timezone.now()
        shells = [
            Document(connection=connection, xero_id=xero_id, learned_at=now) for xero_id in missing
        ]
        Document.objects.bulk_create(shells, ignore_conflicts=True)
        held = {document.xero_id: document for document in documents.select_for_update()}
    return held


def _compare(document: Document, element: Element[Invoice]) -> Change | None:
    invoice = element.record
    wanted = columns.document_columns(invoice)
    if _is_older(document, wanted):
        return None
    differing = {name for name, value in wanted.items() if getattr(document, name) != value}
    if not differing:
        return None
    old_status = document.status
    for name in differing:
        setattr(document, name, wanted[name])
    return Change(document, old_status, invoice, element.raw)


def _is_older(document: Document, wanted: dict[str, object]) -> bool:
    told_at, held_at = wanted["updated_at"], document.updated_at
    return bool(told_at and held_at and told_at < held_at)  # type: ignore[operator]


def _save(changes: list[Change], news: News) -> None:
    if not changes:
        return
    now = timezone.now()
    documents = [change.document for change in changes]
    for document in documents:
        document.learned_at = now
    Document.objects.bulk_update(
        documents, [*columns.document_columns(changes[0].invoice), "learned_at"]
    )
    _replace_rows(changes)
    DocumentVersion.objects.bulk_create(
        DocumentVersion(
            document=change.document,
            source=news.source,
            status=change.document.status,
            updated_at=change.document.updated_at,
            learned_at=now,
            raw=change.raw.decode(),
            actor_name=news.actor_name,
        )
        for change in changes
    )
    transaction.on_commit(partial(_announce, changes, news))


def _name_operation(documents: Iterable[Document], operation: Operation | None) -> None:
    """Also where a webhook was faster than the answer, which then has nothing new to say."""
    for document in documents:
        if operation is not None and document.operation_id is None:
            document.operation = operation
            document.save(update_fields=["operation"])


def _replace_rows(changes: list[Change]) -> None:
    """Lines and settlements are small and have no meaning of their own: replace them."""
    with_lines = [change for change in changes if change.invoice.line_items]
    DocumentLine.objects.filter(document__in=[c.document for c in with_lines]).delete()
    Settlement.objects.filter(document__in=[c.document for c in changes]).delete()
    new_lines: list[DocumentLine] = []
    new_settlements: list[Settlement] = []
    for change in changes:
        for line in columns.lines(change.invoice):
            line.document = change.document
            new_lines.append(line)
        for settlement in columns.settlements(change.invoice):
            settlement.document = change.document
            new_settlements.append(settlement)
    DocumentLine.objects.bulk_create(new_lines)
    Settlement.objects.bulk_create(new_settlements)


def _announce(changes: list[Change], news: News) -> None:
    deals = _deals([change.document for change in changes])
    for change in changes:
        document = change.document
        if not change.old_status:
            document_created.send_robust(
                sender=Document,
                document=document,
                deals=deals.get(document.pk, []),
                operation=news.operation,
            )
        elif change.old_status != document.status:
            document_status_changed.send_robust(
                sender=Document,
                document=document,
                old=change.old_status,
                new=document.status,
                source=news.source,
                deals=deals.get(document.pk, []),
            )


def _deals(documents: list[Document]) -> dict[object, list[SubjectRef]]:
    links: dict[object, list[SubjectRef]] = {}
    for link in DealLink.objects.filter(document__in=documents):
        ref = SubjectRef(link.source, link.subject_pk)
        links.setdefault(link.document_id, []).append(ref)
    return links
