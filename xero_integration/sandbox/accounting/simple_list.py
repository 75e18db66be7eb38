"""Lists of the small reference tables: where and order, no paging."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Response

from .call import Call
from .listing import modified_since, parse_order, sort_rows
from .refusals import bad_query
from .where import Fields, QueryError, compile_query
from .wire import Json


def list_all(
    call: Call,
    name: str,
    rows: Iterable[Any],
    *,
    fields: Fields,
    render: Callable[[Any], Json],
) -> Response:
    """Answer with every row that passes the filter and the If-Modified-Since header."""
    try:
        chosen = _filtered(call, list(rows), fields)
    except QueryError as problem:
        bad_query(str(problem))
    return call.envelope(name, [render(row) for row in chosen])


def _filtered(call: Call, rows: list[Any], fields: Fields) -> list[Any]:
    where = call.request.args.get("where", "")
    since = modified_since(call)
    if where:
        query = compile_query(where, fields)
        rows = [row for row in rows if query.matches(row)]
    if since is not None and rows and hasattr(rows[0], "updated"):
        rows = [row for row in rows if row.updated is None or row.updated >= since]
    ordering = parse_order(call.request.args.get("order", ""), fields)
    return rows if ordering is None else sort_rows(rows, ordering)
