"""One line of a list of documents, as the sidebar, the full page and the import show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from ..reference.models import Organisation
from .badges import Badge, badges_of
from .models import Document
from .panel import open_in_xero_url
from .querysets import DocumentQuerySet
from .status import TONES


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """``attached`` tells whether the document is the deal's own."""

    document: Document
    label: str
    tone: str
    badges: list[Badge]
    open_in_xero_url: str
    attached: bool


def with_organisation(documents: DocumentQuerySet) -> DocumentQuerySet:
    """With what a row says beside the document's own columns, in the same query."""
    short_code = Organisation.objects.filter(connection=OuterRef("connection"))
    return documents.annotate(short_code=Subquery(short_code.values("short_code")[:1]))


def rows_of(documents: Iterable[Document], own_ids: Collection[UUID]) -> list[HistoryRow]:
    today, own = timezone.localdate(), set(own_ids)
    return [row_of(document, today=today, attached=document.pk in own) for document in documents]


def row_of(document: Document, *, today: dt.date, attached: bool) -> HistoryRow:
    return HistoryRow(
        document=document,
        label=document.number or gettext("No number yet"),
        tone=TONES.get(document.status, "neutral"),
        badges=list(badges_of(document, today=today)),
        open_in_xero_url=open_in_xero_url(document, getattr(document, "short_code", "")),
        attached=attached,
    )
