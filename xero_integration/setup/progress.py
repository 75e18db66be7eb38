"""Whether what the standard set-up is recognised from has been copied from Xero yet."""

from __future__ import annotations

from dataclasses import dataclass

from ..connections.models import Connection
from ..reference import services as reference
from ..reference.models import ListName

NEEDED = frozenset(
    {
        ListName.ORGANISATION,
        ListName.ACCOUNTS,
        ListName.TAX_RATES,
        ListName.BRANDING_THEMES,
        ListName.CURRENCIES,
    }
)
"""Contacts and items may go on being copied meanwhile; there may be very many."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """``done`` of ``total`` lists; ``failed`` names those that Xero did not give."""

    done: int
    total: int
    failed: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return self.done == self.total


def fetched(connection: Connection) -> Fetched:
    rows = [row for row in reference.progress(connection) if row.name in NEEDED]
    return Fetched(
        done=sum(row.usable for row in rows),
        total=len(rows),
        failed=tuple(row.label for row in rows if row.error_code and not row.usable),
    )
