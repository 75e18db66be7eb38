"""Reads documents from Xero by their ids and hands them to the mirror, as few calls as it takes.

For news that names documents without telling what they are now: webhooks, payments, a
person's refresh, the nightly comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from ..client import XeroClient
from ..client.answers import Page
from ..connections.models import Connection
from . import mirror
from .mirror import News
from .models import Document

IDS_PER_CALL = 40
"""A longer list of ids makes an address that Xero refuses."""

NOTES_PER_CALL = 20
"""A condition is twice as long in an address as an id."""

Fetch = Callable[[Sequence[str]], Iterator[Page[Any]]]


def take_over_invoices(
    connection: Connection, client: XeroClient, xero_ids: Iterable[str], news: News
) -> list[Document]:
    """Read these invoices now; those Xero does not know are left out. Runs outside transactions."""

    def fetch(ids: Sequence[str]) -> Iterator[Page[Any]]:
        return client.invoices.pages(IDs=ids)

    return _take_over(connection, fetch, _chunks(xero_ids, IDS_PER_CALL), news)


def take_over_credit_notes(
    connection: Connection, client: XeroClient, xero_ids: Iterable[str], news: News
) -> list[Document]:
    """As above for credit notes, which Xero finds by a filter only (OpenAPI 16.1.0, July 2026)."""

    def fetch(ids: Sequence[str]) -> Iterator[Page[Any]]:
        return client.credit_notes.pages(where=_any_of(ids))

    return _take_over(connection, fetch, _chunks(xero_ids, NOTES_PER_CALL), news)


def _any_of(ids: Sequence[str]) -> str:
    return " OR ".join(f'CreditNoteID==Guid("{xero_id}")' for xero_id in ids)


def _take_over(
    connection: Connection, fetch: Fetch, chunks: Iterator[Sequence[str]], news: News
) -> list[Document]:
    found: list[Document] = []
    for ids in chunks:
        for page in fetch(ids):
            found += mirror.apply(connection, page, news)
    return found


def _chunks(xero_ids: Iterable[str], size: int) -> Iterator[Sequence[str]]:
    """Each id once; what is no id would spoil the whole call, and names nothing anyway."""
    ids = list(dict.fromkeys(xero_id for xero_id in xero_ids if _is_id(xero_id)))
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
