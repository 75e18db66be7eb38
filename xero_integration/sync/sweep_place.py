"""Where a sweep stands, as JSON in its row, and which documents of ours a page speaks about. Pure.

Xero lists by the date of the last change, and so can we. Between the last row of the page before
and the last row of this page, every open document that the mirror holds must be on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..client.paging import Cursor

KINDS = ("invoices", "credit_notes")


@dataclass(frozen=True, slots=True)
class Place:
    """Everything changed before ``low`` is compared, and of just that moment the ids ``carried``.

    ``opened_at`` is Xero's clock when the sweep began, ``total`` how much Xero announced so far.
    """

    kind: str = KINDS[0]
    since: datetime | None = None
    page: int = 1
    low: datetime | None = None
    carried: frozenset[str] = frozenset()
    opened_at: datetime | None = None
    total: int = 0

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.since, self.page)

    def opened(self, now: datetime, count: int) -> Place:
        """Note when the sweep began and, at the first page of a kind, how long that is."""
        is_first = self.page == 1 and self.since is None
        total = self.total + count if is_first else self.total
        return replace(self, opened_at=self.opened_at or now, total=total)

    def after(self, rows: dict[str, datetime | None], following: Cursor | None) -> Place | None:
        """The place after a page; None when it was the last page of the last kind."""
        if following is None:
            return self._next_kind()
        high = max((each for each in rows.values() if each), default=self.low)
        at_high = {xero_id for xero_id, updated in rows.items() if updated == high}
        carried = at_high | (self.carried if high == self.low else frozenset())
        return replace(
            self,
            since=following.since,
            page=following.page,
            low=high,
            carried=frozenset(carried),
        )

    def is_new(self, xero_id: str, updated: datetime | None) -> bool:
        """Whether no page before this had it; pages overlap."""
        is_past = bool(self.low and updated and updated < self.low)
        return not is_past and xero_id not in self.carried

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "since": _written(self.since),
            "page": self.page,
            "low": _written(self.low),
            "carried": sorted(self.carried),
            "opened_at": _written(self.opened_at),
            "total": self.total,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Place:
        if not kept:
            return cls()
        return cls(
            kind=kept["kind"],
            since=_read(kept["since"]),
            page=kept["page"],
            low=_read(kept["low"]),
            carried=frozenset(kept["carried"]),
            opened_at=_read(kept["opened_at"]),
            total=kept["total"],
        )

    def _next_kind(self) -> Place | None:
        following = KINDS[KINDS.index(self.kind) + 1 :]
        if not following:
            return None
        return Place(kind=following[0], opened_at=self.opened_at, total=self.total)


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
