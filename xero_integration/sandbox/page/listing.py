"""What lists have in common: newest first, searched, cut to what a page can show."""

from __future__ import annotations

from typing import TypeVar

from markupsafe import Markup

from xero_integration.sandbox.accounting.tables import Stored, Table

Row = TypeVar("Row", bound=Stored)

SHOWN = 50
# Books filled with a million documents are not read through for one page.
LOOKED_AT = 2_000


def recent(table: Table[Row]) -> list[Row]:
    """The latest records, the newest first."""
    found = table.window(None, max(0, len(table) - LOOKED_AT), LOOKED_AT)
    return found[1][::-1] if found else []


def contains(text: str, *places: str) -> bool:
    """Search without regard to case; an empty search finds everything."""
    return any(text.lower() in place.lower() for place in places)


def rows_or_hint(rows: Markup, columns: int, hint: str) -> Markup:
    if rows:
        return rows
    return Markup('<tr><td colspan="{}" class="empty">{}</td></tr>').format(columns, hint)
