"""Which document somebody asks about, and which operations are about which document."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.shortcuts import get_object_or_404

from ..access.doors import OpenDeal
from ..outbox.models import Operation
from ..outbox.querysets import OperationQuerySet
from .activity_directory import PREFIX
from .models import Document


def subject_of(document: Document) -> str:
    return f"{PREFIX}:{document.pk}"


def document_of(operation: Operation) -> Document:
    return Document.objects.get(pk=operation.subject.partition(":")[2])


def document_of_deal(deal: OpenDeal, pk: UUID) -> Document:
    """Only what belongs to the deal can be reached through it, else 404."""
    mine = Document.objects.of_deal(deal.ref).filter(connection__tenant=deal.tenant)
    return get_object_or_404(mine.select_related("connection"), pk=pk)


def operations_on(documents: Iterable[Document]) -> OperationQuerySet:
    """All that was ever asked for these documents; the connections make use of the index."""
    listed = list(documents)
    return Operation.objects.filter(
        connection__in={document.connection_id for document in listed},
        subject__in=[subject_of(document) for document in listed],
    )
