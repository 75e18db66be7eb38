"""Walking through long lists without losing rows that change meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from . import wire
from .answers import Page

T = TypeVar("T")
Fetch = Callable[[Mapping[str, Any], datetime | None], Page[T]]

PAGE_SIZE = 1000
# Xero's own size when it does not honour ours.
_SMALLEST = 100


@dataclass(frozen=True, slots=True)
class Cursor:
    """The next request of a walk; keep it and the walk goes on in another process."""

    since: datetime | None = None
    page: int = 1

    def params(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {**params, "page": self.page, "pageSize": PAGE_SIZE}


def pages(fetch: Fetch[T], params: Mapping[str, Any], since: datetime | None) -> Iterator[Page[T]]:
    """Yield pages of 1,000 until the last."""
    cursor: Cursor | None = Cursor(since)
    while cursor is not None:
        page = fetch(cursor.params(params), cursor.since)
        yield page
        cursor = next_cursor(cursor, page, params)


def next_cursor(
    cursor: Cursor, page: Page[Any], params: Mapping[str, Any], *, numbered_up_to: int = 1
) -> Cursor | None:
    """Say what to ask after a page; None when it was the last.

    A row that changes moves to the end of a list ordered by ``UpdatedDateUTC``, and the rows
    behind it move up by one: the first row of the next page would be skipped. So where
    possible the next request asks for what changed since the last row, instead of for a page
    number; see ``_resume``. That repeats some rows, so a walk of at most ``numbered_up_to``
    pages goes by numbers; its caller has to notice rows that changed on the way.
    """
    if _is_last(page, cursor.page):
        return None
    following = Cursor(cursor.since, cursor.page + 1)
    is_short = page.pagination is not None and page.pagination.page_count <= numbered_up_to
    if is_short:
        return following
    resumed = _resume(page, params)
    if resumed is not None and (cursor.since is None or resumed > cursor.since):
        return Cursor(resumed)
    return following


def _is_last(page: Page[Any], number: int) -> bool:
    if page.pagination is not None:
        return number >= page.pagination.page_count or not len(page)
    return len(page) < _SMALLEST


def _resume(page: Page[Any], params: Mapping[str, Any]) -> datetime | None:
    """Say from when to go on, or None where page numbers are cheaper.

    One second of overlap, because Xero compares whole seconds and does not say whether the
    boundary is in. Rows of a bulk import share their seconds; where the overlap would
    repeat more than a quarter of a page, page numbers it is.
    """
    if params.get("order") != "UpdatedDateUTC ASC":
        return None
    last = _updated(page, len(page) - 1)
    early = _updated(page, len(page) * 3 // 4)
    if last is None or early is None:
        return None
    resumed = last.replace(microsecond=0) - timedelta(seconds=1)
    return resumed if early < resumed else None


def newest(page: Page[Any]) -> datetime | None:
    """When the last row of an ordered page was changed."""
    return _updated(page, len(page) - 1) if len(page) else None


class _Stamp(msgspec.Struct, frozen=True):
    updated: str | None = msgspec.field(default=None, name="UpdatedDateUTC")


def _updated(page: Page[Any], index: int) -> datetime | None:
    try:
        return wire.moment(msgspec.json.decode(page.raw[index], type=_Stamp).updated)
    except ValueError:
        return None
