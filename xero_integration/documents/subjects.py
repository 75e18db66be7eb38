"""Which operations are about which document, by their subject."""

from __future__ import annotations

from collections.abc import Iterable

from ..outbox.models import Operation
from ..outbox.querysets import OperationQuerySet
from .activity_directory import PREFIX
from .models import Document


def subject_of(document: Document) -> str:
    return f"{PREFIX}:{document.pk}"


def document_of(operation: Operation) -> Document:
    return Document.objects.get(pk=operation.subject.partition(":")[2])


def operations_on(documents: Iterable[Document]) -> OperationQuerySet:
    """All that was ever asked for these documents; the connections make use of the index."""
    listed = list(documents)
    return Operation.objects.filter(
        connection__in={document.connection_id for document in listed},
        subject__in=[subject_of(document) for document in listed],
    )
