"""Document numbers: looked up, kept unique for sales, and handed out."""

from __future__ import annotations

from xero_integration.sandbox.accounting.records import Document, Organisation
from xero_integration.sandbox.accounting.tables import Table


def sale_numbered(table: Table[Document], number: str) -> Document | None:
    """Numbers of sales are unique whatever the status; those of bills are not."""
    index = getattr(table.series, "index_of_number", lambda number: None)(number)
    if index is not None and table.series is not None:
        return table.peek(table.series.key(index))
    lowered = number.lower()
    rows = table.real.values()
    return next((row for row in rows if row.is_sale and row.number.lower() == lowered), None)


def by_key(table: Table[Document], key: str) -> Document | None:
    """A path names a document by its id or by its number."""
    document = table.peek(key.lower())
    if document is None:
        document = sale_numbered(table, key)
    if document is None:
        rows = table.real.values()
        document = next((row for row in rows if row.number and row.number == key), None)
    return document


def next_number(organisation: Organisation, kind: str, table: Table[Document]) -> str:
    prefix = organisation.number_prefixes.get(kind)
    if prefix is None:
        return ""
    while True:
        count = organisation.next_numbers[kind]
        organisation.next_numbers[kind] = count + 1
        number = f"{prefix}{count:04d}"
        if sale_numbered(table, number) is None:
            return number
