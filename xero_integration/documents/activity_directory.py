"""Tells the activity page what ``document:…`` means, and finds operations by invoice number."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from ..host.records import SubjectRef
from ..outbox.subjects import Found, Subject
from .models import Document

PREFIX = "document"
MOST_FOUND = 100


class DocumentDirectory:
    """Two queries for any number of documents: themselves, and the deals they belong to."""

    def describe(self, keys: frozenset[str]) -> Mapping[str, Subject]:
        documents = Document.objects.filter(pk__in=_ids(keys)).prefetch_related("deal_links")
        return {
            str(document.pk): Subject(
                document.number or document.xero_id,
                tuple(
                    SubjectRef(link.source, link.subject_pk) for link in document.deal_links.all()
                ),
            )
            for document in documents
        }

    def search(self, text: str, tenant: str) -> Found:
        """By the whole number, as people copy it; the operation that made the document too."""
        found = Document.objects.filter(connection__tenant=tenant, number__iexact=text)
        pairs = list(found.values_list("pk", "operation")[:MOST_FOUND])
        return Found(
            frozenset(str(pk) for pk, _ in pairs),
            frozenset(operation for _, operation in pairs if operation),
        )


def _ids(keys: frozenset[str]) -> list[UUID]:
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found
