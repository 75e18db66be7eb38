"""Tables of records, part of which may be generated so that a million rows cost nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from .runs import Run


class Stored(Protocol):
    """What a table needs to know of a record."""

    updated: datetime


Row = TypeVar("Row", bound=Stored)
Made = TypeVar("Made", bound=Stored, covariant=True)
Accepts = Callable[[Any], bool]


class Series(Protocol[Made]):
    """Generated rows 0 … n-1 in the order of their last update."""

    def __len__(self) -> int: ...

    def key(self, index: int) -> str: ...

    def index_of(self, key: str) -> int | None: ...

    def updated(self, index: int) -> datetime: ...

    def first_since(self, moment: datetime) -> int: ...

    def make(self, index: int) -> Made: ...

    def glance(self, index: int) -> Made:
        """A stand-in that is cheap to filter by; not to be kept or changed."""
        ...

    def indexes_by(self, attribute: str, value: str) -> range | list[int] | None:
        """The rows with this value in lower case, or None where only looking at each can tell."""
        ...

    def pattern(self, accepts: Callable[[Any], bool]) -> list[bool] | None:
        """What a filter says of each kind of row, or None if it looks at single rows."""
        ...


class Table(MutableMapping[str, Row]):
    """A mapping from id to record; generated rows are stored once they are taken by `[]`."""

    def __init__(self, rows: dict[str, Row] | None = None) -> None:
        self.real: dict[str, Row] = rows or {}
        self.series: Series[Row] | None = None

    def __getitem__(self, key: str) -> Row:
        if key not in self.real:
            row = self.peek(key)
            if row is None:
                raise KeyError(key)
            self.real[key] = row
        return self.real[key]

    def __setitem__(self, key: str, row: Row) -> None:
        self.real[key] = row

    def __delitem__(self, key: str) -> None:
        del self.real[key]

    def __contains__(self, key: object) -> bool:
        return key in self.real or (isinstance(key, str) and self._index_of(key) is not None)

    def __len__(self) -> int:
        generated = len(self.series) if self.series is not None else 0
        return generated + sum(self._index_of(key) is None for key in self.real)

    def __iter__(self) -> Iterator[str]:
        yield from self.real
        if self.series is not None:
            keys = (self.series.key(index) for index in range(len(self.series)))
            yield from (key for key in keys if key not in self.real)

    def peek(self, key: str) -> Row | None:
        """Read without keeping a generated row."""
        if key in self.real:
            return self.real[key]
        index = self._index_of(key)
        return None if index is None or self.series is None else self.series.make(index)

    def scan(self, since: datetime | None, accepts: Callable[[Any], bool]) -> Iterator[Row]:
        """The accepted rows in update order; they are cheap stand-ins where generated."""
        if self.series is not None:
            yield from self._scan_series(self.series, self._first(since), accepts)
        yield from (row for row in self._tail(since) if accepts(row))

    def _scan_series(
        self, series: Series[Row], first: int, accepts: Callable[[Any], bool]
    ) -> Iterator[Row]:
        moved, stored = set(self._moved()), self._stored()
        pattern = series.pattern(accepts)
        for index in range(first, len(series)):
            if index in stored:
                row = stored[index]
            elif pattern is None or pattern[index % len(pattern)]:
                row = series.glance(index)
            else:
                continue
            if index not in moved and accepts(row):
                yield row

    def scan_where(self, attribute: str, values: list[str]) -> Iterator[Row]:
        """The rows whose attribute has one of the lower-case values, by index if there is one."""
        for row in self._tail(None):
            if str(getattr(row, attribute)).lower() in values:
                yield row
        if self.series is None:
            return
        moved = set(self._moved())
        found = [self.series.indexes_by(attribute, value) for value in values]
        for index in sorted({each for indexes in found for each in indexes or ()} - moved):
            yield self.real.get(self.series.key(index)) or self.series.glance(index)

    def window(
        self, since: datetime | None, offset: int, limit: int, accepts: Accepts | None = None
    ) -> tuple[int, list[Row]] | None:
        """Count the accepted rows in update order and give one slice of them, whole.

        None where only looking at each generated row could tell.
        """
        tail = [row for row in self._tail(since) if accepts is None or accepts(row)]
        series = self.series
        if series is None:
            return len(tail), tail[offset : offset + limit]
        pattern = [True] if accepts is None else series.pattern(accepts)
        if pattern is None:
            return None
        run = Run(self._first(since), len(series), pattern, self._own(accepts))
        chosen = run.some(offset, limit)
        rows = [self.real.get(series.key(i)) or series.make(i) for i in chosen]
        from_tail = max(0, offset - run.count)
        rows += tail[from_tail : from_tail + limit - len(rows)]
        return run.count + len(tail), rows

    def _own(self, accepts: Accepts | None) -> dict[int, bool]:
        """Generated rows that were taken: whether each still stands in its place and counts."""
        return {
            index: self._in_place(index, row) and (accepts is None or accepts(row))
            for index, row in self._stored().items()
        }

    def whole(self, row: Row, key: str) -> Row:
        """The full record behind a row that a scan gave."""
        return self.peek(key) or row

    def _moved(self) -> list[int]:
        """Generated rows that were changed since, and therefore stand in the tail."""
        if self.series is None:
            return []
        found = ((self._index_of(key), row) for key, row in self.real.items())
        return sorted(i for i, row in found if i is not None and not self._in_place(i, row))

    def _stored(self) -> dict[int, Row]:
        """Generated rows that were taken and therefore exist."""
        found = ((self._index_of(key), row) for key, row in self.real.items())
        return {index: row for index, row in found if index is not None}

    def _in_place(self, index: int, row: Row) -> bool:
        return self.series is not None and self.series.updated(index) == row.updated

    def _tail(self, since: datetime | None) -> list[Row]:
        rows = [
            (row.updated, key, row)
            for key, row in self.real.items()
            if (since is None or row.updated >= since) and not self._is_in_series(key, row)
        ]
        return [row for _, _, row in sorted(rows, key=lambda entry: entry[:2])]

    def _is_in_series(self, key: str, row: Row) -> bool:
        index = self._index_of(key)
        return index is not None and self._in_place(index, row)

    def _first(self, since: datetime | None) -> int:
        if self.series is None or since is None:
            return 0
        return self.series.first_since(since)

    def _index_of(self, key: str) -> int | None:
        return None if self.series is None else self.series.index_of(key)
