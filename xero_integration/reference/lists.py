"""Which lists are mirrored, how each is read from Xero and where its records go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..client import XeroClient
from ..client.answers import Page
from ..connections.models import Connection
from . import applying
from .models import ListName


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records of a list. ``total`` counts the pass, when Xero says; times are Xero's."""

    records: Sequence[Any]
    total: int | None = None
    server_time: datetime | None = None


Read = Callable[[XeroClient, datetime | None], Iterator[Batch]]
Apply = Callable[[Connection, Sequence[Any]], int]


@dataclass(frozen=True, slots=True)
class MirroredList:
    """``apply_whole`` gets Xero's complete list; ``apply`` gets a part of it.

    A list without ``apply`` is short and always read as a whole, because Xero does not say
    what was deleted from it.
    """

    name: ListName
    read: Read
    apply_whole: Apply | None = None
    apply: Apply | None = None

    @property
    def incremental(self) -> bool:
        return self.apply is not None


def _batches(pages: Iterator[Page[Any]]) -> Iterator[Batch]:
    for page in pages:
        total = page.pagination.item_count if page.pagination else None
        yield Batch(page.records, total, page.server_time)


def _short(noun: str) -> Read:
    return lambda client, since: _batches(getattr(client, noun).pages())


def _long(noun: str) -> Read:
    return lambda client, since: _batches(getattr(client, noun).pages(since))


def _organisation(client: XeroClient, since: datetime | None) -> Iterator[Batch]:
    yield Batch([client.organisation.get().record], total=1)


def _apply_organisation(connection: Connection, records: Sequence[Any]) -> int:
    return sum(applying.apply_organisation(connection, record) for record in records)


def _apply_all_items(connection: Connection, records: Sequence[Any]) -> int:
    return applying.apply_items(connection, records, whole=True)


_LISTS = (
    MirroredList(ListName.ORGANISATION, _organisation, _apply_organisation),
    MirroredList(ListName.ACCOUNTS, _short("accounts"), applying.apply_accounts),
    MirroredList(ListName.TAX_RATES, _short("tax_rates"), applying.apply_tax_rates),
    MirroredList(ListName.BRANDING_THEMES, _short("branding_themes"), applying.apply_themes),
    MirroredList(ListName.CURRENCIES, _short("currencies"), applying.apply_currencies),
    MirroredList(ListName.TRACKING, _short("tracking_categories"), applying.apply_tracking),
    MirroredList(ListName.ITEMS, _long("items"), _apply_all_items, applying.apply_items),
    MirroredList(ListName.CONTACTS, _long("contacts"), None, applying.apply_contacts),
)


def mirrored_lists() -> tuple[MirroredList, ...]:
    """In the order of the first fill: what a form needs first comes first."""
    return _LISTS
