"""Documents as we believed them to be at some moment, read from what Xero said until then.

    for each in Document.objects.of_deal(ref).as_of(date(2026, 5, 3)):
        print(each.number, each.status, each.amount_due, each.currency)

A day means its end in the current time zone. Documents that were unknown by then are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.utils import timezone

from ..client import answers
from ..client.records import CreditNote, Invoice
from .columns import SalesRecord, document_columns
from .heads import HEADS
from .kinds import DocumentKind

T = TypeVar("T")

AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class BelievedDocument:
    """Names and meanings are those of ``Document``; ``source`` told us, at ``learned_at``.

    ``document_id`` leads to what the document is today, ``raw`` is Xero's JSON of then.
    """

    document_id: UUID
    xero_id: str
    source: str
    actor_name: str
    learned_at: dt.datetime
    updated_at: dt.datetime | None
    raw: str
    kind: str
    status: str
    number: str
    reference: str
    contact_id: str
    contact_name: str
    date: dt.date | None
    due_date: dt.date | None
    fully_paid_on: dt.date | None
    currency: str
    line_amount_types: str
    branding_theme_id: str
    url: str
    subtotal: Decimal
    total_tax: Decimal
    total: Decimal
    amount_due: Decimal
    amount_paid: Decimal
    amount_credited: Decimal
    remaining_credit: Decimal
    sent_to_contact: bool

    @property
    def record(self) -> SalesRecord:
        """The whole of it, with its lines, payments and allocations."""
        is_note = self.kind == DocumentKind.ACCRECCREDIT
        record_type: type[SalesRecord] = CreditNote if is_note else Invoice
        return answers.read(record_type, self.raw.encode())


def believed(
    documents: QuerySet[Any], versions: type[Model], when: dt.date | dt.datetime
) -> Iterator[BelievedDocument]:
    """Read the latest version of each document by then, in the order of the documents."""
    latest = versions._default_manager.filter(document=OuterRef("pk"), **_until(when))
    newest_first = latest.order_by("-learned_at", "-pk").values("pk")[:1]
    chosen = documents.annotate(believed_version=Subquery(newest_first)).values_list(
        "believed_version", flat=True
    )
    known = chosen.filter(believed_version__isnull=False).iterator(chunk_size=AT_ONCE)
    for pks in _batches(known, AT_ONCE):
        found = versions._default_manager.select_related("document").in_bulk(pks)
        yield from (_read(found[pk]) for pk in pks)


def _until(when: dt.date | dt.datetime) -> dict[str, dt.datetime]:
    if isinstance(when, dt.datetime):
        if timezone.is_naive(when):
            raise ValueError("Say in which time zone: as_of() takes aware moments, or days.")
        return {"learned_at__lte": when}
    next_day = dt.datetime.combine(when + dt.timedelta(days=1), dt.time.min)
    return {"learned_at__lt": timezone.make_aware(next_day)}


def _read(version: Any) -> BelievedDocument:
    document = version.document
    head = answers.read(HEADS[document.kind], version.raw.encode())
    return BelievedDocument(
        **document_columns(head),
        document_id=document.pk,
        xero_id=document.xero_id,
        source=version.source,
        actor_name=version.actor_name,
        learned_at=version.learned_at,
        raw=version.raw,
    )


def _batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch
