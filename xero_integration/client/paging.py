"""Walking through long lists without losing rows that change meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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


def pages(fetch: Fetch[T], params: Mapping[str, Any], since: datetime | None) -> Iterator[Page[T]]:
    """Yield pages of 1,000 until the last.

    A row that changes moves to the end of a list ordered by ``UpdatedDateUTC``, and the rows
    behind it move up by one: the first row of the next page would be skipped. So where
    possible the next request asks for what changed since the last row, instead of for a page
    number; see ``_resume``.
    """
    number = 1
    while True:
        page = fetch({**params, "page": number, "pageSize": PAGE_SIZE}, since)
        yield page
        if _is_last(page, number):
            return
        resumed = _resume(page, params)
        if resumed is not None and (since is None or resumed > since):
            since, number = resumed, 1
        else:
            number += 1


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


class _Stamp(msgspec.Struct, frozen=True):
    updated: str | None = msgspec.field(default=None, name="UpdatedDateUTC")


def _updated(page: Page[Any], index: int) -> datetime | None:
    try:
        return wire.moment(msgspec.json.decode(page.raw[index], type=_Stamp).updated)
    except ValueError:
        return None
