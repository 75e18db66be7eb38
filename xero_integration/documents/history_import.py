"""Finds documents in Xero that are not mirrored here, one call a search, and imports them.

They were made in Xero, or before it was connected. What is imported stands on no deal unless
a person attaches it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from ..access.doors import OpenDeal
from ..client import XeroClient
from ..client.answers import Page
from ..client.records import CreditNote, Invoice
from ..connections.models import Connection
from . import fetching
from .columns import document_columns
from .history_asking import ask
from .history_attaching import attach, note
from .mirror import News
from .models import DealLink, Document, DocumentEventKind, DocumentKind, VersionSource
from .status import TONES, DocumentStatus

SHOWN = 200
"""More are not read by anybody; the search offers to go on with older ones."""


@dataclass(frozen=True, slots=True)
class Search:
    """``contact_ids`` narrows to a customer; texts and days are empty where not asked for."""

    connection: Connection
    kind: str = DocumentKind.ACCREC.value
    contact_ids: Sequence[str] = ()
    number: str = ""
    reference: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A document in Xero; ``document`` when it is mirrored already, ``attached`` on this deal."""

    xero_id: str
    number: str
    reference: str
    contact_name: str
    status: str
    status_label: str
    tone: str
    date: dt.date | None
    total: Decimal
    currency: str
    document: Document | None
    attached: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """``total`` is how many match in Xero; ``older_than`` where to go on, None at the end."""

    found: Sequence[Found]
    total: int
    older_than: dt.date | None


def search(wanted: Search, deal: OpenDeal) -> Answer:
    """One call to Xero; its errors are raised."""
    page = ask(wanted.connection, lambda client: _first_page(client, wanted))
    records = [_columns(element.record) for element in page] if page else []
    shown = records[:SHOWN]
    total = page.pagination.item_count if page and page.pagination else len(records)
    held = _held(wanted.connection, [record["xero_id"] for record in shown])
    attached = _attached(deal, held.values())
    last = shown[-1]["date"] if total > len(shown) else None
    return Answer([_found(record, held, attached) for record in shown], total, last)


def take(
    wanted: Search, xero_ids: Sequence[str], deal: OpenDeal, *, attaching: bool
) -> list[Document]:
    """Import these, and attach them when wanted; what was mirrored already costs no call."""
    held = _held(wanted.connection, xero_ids)
    missing = [xero_id for xero_id in xero_ids if xero_id not in held]
    read = (
        fetching.take_over_credit_notes
        if wanted.kind == DocumentKind.ACCRECCREDIT
        else fetching.take_over_invoices
    )
    news = News(VersionSource.IMPORT, deal.actor.name)
    new = (
        ask(wanted.connection, lambda client: read(wanted.connection, client, missing, news))
        if missing
        else []
    )
    with transaction.atomic():
        for document in new:
            note(deal, document, DocumentEventKind.IMPORTED)
        if attaching:
            for document in [*held.values(), *new]:
                attach(deal, document)
    return new


def _first_page(client: XeroClient, wanted: Search) -> Page[Any] | None:
    """A thousand at most, the newest first."""
    if wanted.kind == DocumentKind.ACCRECCREDIT:
        pages: Iterator[Page[Any]] = client.credit_notes.pages(
            where=" AND ".join(_note_conditions(wanted)), order="Date DESC"
        )
        return next(pages, None)
    filters: dict[str, Any] = {
        "ContactIDs": list(wanted.contact_ids),
        "InvoiceNumbers": _numbers(wanted),
        "searchTerm": wanted.reference,
    }
    chosen = {name: value for name, value in filters.items() if value}
    where = " AND ".join(['Type=="ACCREC"', *_days(wanted)])
    return next(client.invoices.pages(where=where, order="Date DESC", **chosen), None)


def _note_conditions(wanted: Search) -> Iterator[str]:
    """Lists of credit notes know no parameters but ``where``."""
    yield 'Type=="ACCRECCREDIT"'
    if wanted.contact_ids:
        yield _any(f'Contact.ContactID==Guid("{_word(each)}")' for each in wanted.contact_ids)
    numbers = _numbers(wanted)
    if numbers:
        yield _any(f'CreditNoteNumber=="{_word(each)}"' for each in numbers)
    if wanted.reference:
        yield f'Reference!=null AND Reference.Contains("{_word(wanted.reference)}")'
    yield from _days(wanted)


def _any(conditions: Iterator[str]) -> str:
    return f"({' OR '.join(conditions)})"


def _days(wanted: Search) -> Iterator[str]:
    for sign, day in ((">=", wanted.first_day), ("<=", wanted.last_day)):
        if day is not None:
            yield f"Date{sign}DateTime({day.year},{day.month},{day.day})"


def _numbers(wanted: Search) -> list[str]:
    """Several may be given with commas, as Xero takes them."""
    return [each.strip() for each in wanted.number.split(",") if each.strip()]


def _word(text: str) -> str:
    """Within a quoted text of a filter; no number or reference needs these two."""
    return text.replace("\\", "").replace('"', "")


def _columns(record: Invoice | CreditNote) -> dict[str, Any]:
    xero_id = record.invoice_id if isinstance(record, Invoice) else record.credit_note_id
    return {"xero_id": str(xero_id), **document_columns(record)}


def _held(connection: Connection, xero_ids: Collection[str]) -> dict[str, Document]:
    held = Document.objects.filter(connection=connection, xero_id__in=xero_ids).exclude(kind="")
    return {document.xero_id: document for document in held}


def _attached(deal: OpenDeal, documents: Collection[Document]) -> set[Any]:
    links = DealLink.objects.filter(source=deal.ref.source, subject_pk=deal.ref.pk)
    return set(links.filter(document__in=documents).values_list("document_id", flat=True))


def _found(record: dict[str, Any], held: dict[str, Document], attached: set[Any]) -> Found:
    document = held.get(record["xero_id"])
    status = record["status"]
    known = status in DocumentStatus.values
    return Found(
        **{name: record[name] for name in ("xero_id", "number", "reference", "contact_name")},
        **{name: record[name] for name in ("status", "date", "total", "currency")},
        status_label=str(DocumentStatus(status).label) if known else status,
        tone=TONES.get(status, "neutral"),
        document=document,
        attached=document is not None and document.pk in attached,
    )
