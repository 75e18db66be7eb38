"""Chooses, orders and pages the rows of a list call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from .call import Call
from .refusals import bad_query, invalid_request
from .tables import Table
from .where import Fields, Query, QueryError, compile_query
from .wire import Json

DEFAULT_PAGE, MAX_PAGE = 100, 1000
TOO_MANY = 100_000

Predicate = Callable[[Any], bool]


@dataclass
class Listing:
    """What a noun says about its list; `narrow` names an indexed attribute and its values."""

    table: Table[Any]
    key: Callable[[Any], str]
    fields: Fields
    predicates: list[Predicate] = field(default_factory=list)
    narrow: tuple[str, list[str]] | None = None
    # Fields of a filter that lead to an indexed attribute.
    indexed: dict[str, str] = field(default_factory=dict)
    forced_paging: bool = False


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    pagination: Json | None

    @property
    def is_paged(self) -> bool:
        return self.pagination is not None


def modified_since(call: Call) -> datetime | None:
    """The header alone counts; as a query parameter Xero ignores it in silence."""
    text = call.request.headers.get("If-Modified-Since", "").strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def choose(call: Call, listing: Listing) -> Page:
    """Inclusive at the If-Modified-Since boundary: Xero does not say, and overlap is the rule."""
    since = modified_since(call)
    size = _page_size(call, listing)
    page = max(1, _number(call, "page") or 1)
    try:
        total, rows = _slice(call, listing, since, (page - 1) * (size or 0), size)
    except QueryError as problem:
        bad_query(str(problem))
    if size is None:
        return Page(rows, None)
    count = -(-total // size)
    return Page(rows, {"page": page, "pageSize": size, "pageCount": count, "itemCount": total})


def _slice(
    call: Call, listing: Listing, since: datetime | None, offset: int, size: int | None
) -> tuple[int, list[Any]]:
    where, order = call.request.args.get("where", ""), call.request.args.get("order", "")
    ordering = parse_order(order, listing.fields)
    _refuse_heavy(listing, where=where, ordering=ordering, paged=size is not None)
    predicates = _predicates(listing, where)
    if size is not None and listing.narrow is None and _by_update(ordering):
        accepts = _all(predicates) if predicates else None
        window = listing.table.window(since, offset, size, accepts)
        if window is not None:
            return window
    rows = list(_matching(listing, predicates, since))
    if ordering is not None:
        rows = sort_rows(rows, ordering)
    chosen = rows if size is None else rows[offset : offset + size]
    return len(rows), [listing.table.whole(row, listing.key(row)) for row in chosen]


def _by_update(ordering: Ordering) -> bool:
    """Tables keep their rows in the order of their last update."""
    return ordering is None or [(name, down) for name, _, down in ordering] == [
        ("UpdatedDateUTC", False)
    ]


def _predicates(listing: Listing, where: str) -> list[Predicate]:
    if not where:
        return listing.predicates
    query = compile_query(where, listing.fields)
    _narrow_by(listing, query)
    return [*listing.predicates, query.matches]


def _all(predicates: list[Predicate]) -> Predicate:
    return lambda row: all(each(row) for each in predicates)


def _matching(
    listing: Listing, predicates: list[Predicate], since: datetime | None
) -> Iterator[Any]:
    accepts = _all(predicates)
    if listing.narrow is None:
        return listing.table.scan(since, accepts)
    attribute, wanted = listing.narrow
    found = listing.table.scan_where(attribute, [each.lower() for each in wanted])
    recent = (row for row in found if since is None or row.updated >= since)
    rows = sorted(recent, key=lambda row: (row.updated, listing.key(row)))
    return (row for row in rows if accepts(row))


def _narrow_by(listing: Listing, query: Query) -> None:
    """Use an index for an equality of the filter; the filter itself still applies."""
    for name, value in query.equalities.items():
        if listing.narrow is None and name in listing.indexed:
            listing.narrow = (listing.indexed[name], [value])


def _refuse_heavy(listing: Listing, *, where: str, ordering: Ordering, paged: bool) -> None:
    """Xero refuses lists that would touch more than 100,000 rows without an index."""
    if len(listing.table) <= TOO_MANY or listing.narrow is not None:
        return
    query = compile_query(where, listing.fields) if where else None
    if query is not None and not query.equalities.keys().isdisjoint(listing.indexed):
        return
    optimised = (query is None or query.optimised) and (
        ordering is None or all(listing.fields.is_optimised(name) for name, _, _ in ordering)
    )
    if not paged or not optimised:
        invalid_request(
            "The request would touch more than 100,000 records: use paging and optimised filters."
        )


Ordering = list[tuple[str, Callable[[Any], Any], bool]] | None


def parse_order(text: str, fields: Fields) -> Ordering:
    if not text.strip():
        return None
    ordering = []
    for part in text.split(","):
        name, _, direction = part.strip().partition(" ")
        reader = fields.reader(name)
        if reader is None:
            raise QueryError(f"No property or field '{name}' exists in type '{fields.type_name}'")
        if direction.strip().upper() not in ("", "ASC", "DESC"):
            raise QueryError(f"Syntax error in the order '{part.strip()}'")
        ordering.append((name, reader, direction.strip().upper() == "DESC"))
    return ordering


def sort_rows(rows: list[Any], ordering: Ordering) -> list[Any]:
    for _, reader, descending in reversed(ordering or []):
        rows = sorted(rows, key=lambda row: _sortable(reader(row)), reverse=descending)
    return rows


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is not None, value.lower() if isinstance(value, str) else value or 0)


def _page_size(call: Call, listing: Listing) -> int | None:
    """Out of range sizes are clamped in silence; without `page` there is no paging."""
    asked = _number(call, "pageSize")
    paged = "page" in call.request.args or asked is not None or listing.forced_paging
    return min(max(asked or DEFAULT_PAGE, 1), MAX_PAGE) if paged else None


def _number(call: Call, name: str) -> int | None:
    text = call.request.args.get(name, "")
    return int(text) if text.lstrip("-").isdigit() else None


def values(call: Call, name: str) -> list[str]:
    """A comma-separated query parameter."""
    text = call.request.args.get(name, "")
    return [part.strip() for part in text.split(",") if part.strip()]
