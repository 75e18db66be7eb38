"""What Xero's nouns share: reading one, paging through all, writing several at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import quote
from uuid import UUID

import msgspec

from xero_integration.exceptions import NotFound, XeroError

from . import answers, paging, retry
from .answers import Element, Page, WriteResult
from .http import Answer, XeroHTTP
from .paging import Cursor, next_cursor
from .wire import Payload

T = TypeVar("T")
R = TypeVar("R")


def segment(identifier: UUID | str) -> str:
    """Quote an id for use in a path; numbers with a slash can't be addressed at Xero.

    Dots alone would be resolved on the way, to another resource.
    """
    text = str(identifier)
    if not text.strip(".") or "/" in text:
        raise ValueError("This can't be addressed by path at Xero.")
    return quote(text, safe="")


def decoded(method: str, answer: Answer, decode: Callable[[bytes], R]) -> R:
    """Decode a success; a body that can't be read leaves the outcome of a write unknown."""
    try:
        return decode(answer.body)
    except (ValueError, RecursionError, XeroError) as error:
        identifier = retry.correlation_id(answer.headers)
        failure = retry.unreadable(method, answer.status, _reason(error), identifier)
    raise failure


def written(
    method: str, answer: Answer, record_type: type[R], *, key: str, count: int
) -> list[WriteResult[R]]:
    """Read the results of a write; fewer or more than were sent leave the outcome unknown."""
    results = decoded(method, answer, lambda body: answers.results(record_type, key, body))
    if len(results) != count:
        detail = f"Xero answered {len(results)} of {count} elements."
        raise retry.unreadable(method, answer.status, detail, retry.correlation_id(answer.headers))
    return results


def _reason(error: Exception) -> str:
    # Only our own words: a decoder's message may quote the body.
    own = isinstance(error, XeroError | msgspec.ValidationError)
    return str(error) if own else f"The answer can't be read ({type(error).__name__})."


class Noun(Generic[T]):
    """A collection that can be listed and read."""

    path: ClassVar[str]
    record_type: type[T]
    paged: ClassVar[bool] = False
    ordered: ClassVar[bool] = False
    reading: ClassVar[Mapping[str, Any]] = {}
    listing: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, http: XeroHTTP) -> None:
        self._http = http

    def pages(self, modified_since: datetime | None = None, **filters: Any) -> Iterator[Page[T]]:
        """Yield the list page by page, oldest change first where Xero can order.

        ``filters`` are Xero's query parameters (``where``, ``IDs``, ``Statuses``, …).
        A record that changes while the pages are read may come twice.
        """
        params = {**self.reading, **self.listing, **filters}
        if self.ordered:
            params.setdefault("order", "UpdatedDateUTC ASC")
        if not self.paged:
            yield self._page(params, modified_since)
            return
        yield from paging.pages(self._page, params, modified_since)

    def page_at(
        self, cursor: Cursor, *, numbered_up_to: int = 1, **filters: Any
    ) -> tuple[Page[T], Cursor | None]:
        """One page of a walk and where it goes on, None after the last; see ``next_cursor``."""
        params = {**self.reading, **self.listing, "order": "UpdatedDateUTC ASC", **filters}
        page = self._page(cursor.params(params), cursor.since)
        return page, next_cursor(cursor, page, params, numbered_up_to=numbered_up_to)

    def all(self, modified_since: datetime | None = None, **filters: Any) -> list[T]:
        """Read every page into one list; for lists that are short by nature."""
        pages = self.pages(modified_since, **filters)
        return [record for page in pages for record in page.records]

    def get(self, identifier: UUID | str) -> Element[T]:
        """Read one by its id, or by its number or code where Xero allows that."""
        answer = self._http.call(
            "GET", f"{self.path}/{segment(identifier)}", params=dict(self.reading)
        )
        found = list(decoded("GET", answer, self._split))
        if not found:
            raise NotFound("Xero answered with no element.", status=answer.status)
        return found[0]

    def _page(self, params: Mapping[str, Any], since: datetime | None) -> Page[T]:
        answer = self._http.call("GET", self.path, params=params, if_modified_since=since)
        return decoded("GET", answer, self._split)

    def _split(self, body: bytes) -> Page[T]:
        return answers.page(self.record_type, self.path, body)


class WritableNoun(Noun[T]):
    """A collection whose elements can be created and updated, several in one call.

    ``summarizeErrors=false`` because Xero's default answers a batch with the failures only,
    while it keeps the good elements and loses their ids on the way.
    """

    writing: ClassVar[Mapping[str, Any]] = {"summarizeErrors": False}

    def create(
        self, payloads: Payload | Sequence[Payload], *, idempotency_key: str
    ) -> list[WriteResult[T]]:
        """PUT: create only. One result per payload, in order; HTTP failures raise."""
        return self._write("PUT", self.path, payloads, idempotency_key)

    def update(
        self, payloads: Payload | Sequence[Payload], *, idempotency_key: str
    ) -> list[WriteResult[T]]:
        """POST: update by id. Without an id Xero matches by number or name, or creates."""
        return self._write("POST", self.path, payloads, idempotency_key)

    def _write(
        self, method: str, path: str, payloads: Payload | Sequence[Payload], key: str
    ) -> list[WriteResult[T]]:
        batch = [payloads] if isinstance(payloads, Mapping | msgspec.Raw) else list(payloads)
        answer = self._http.call(
            method,
            path,
            params={**self.reading, **self.writing},
            body={self.path: batch},
            idempotency_key=key,
        )
        return written(method, answer, self.record_type, key=self.path, count=len(batch))
