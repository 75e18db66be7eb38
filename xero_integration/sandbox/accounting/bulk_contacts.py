"""Generated contacts with names that can be searched and that lead back to their number."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .bulk_series import Numbered
from .records import Contact

FIRST = (
    "Amber", "Birch", "Cedar", "Delta", "Ember", "Falcon", "Garnet", "Harbour", "Indigo",
    "Juniper", "Kestrel", "Lumen", "Meridian", "Nimbus", "Orchard", "Pioneer", "Quartz",
    "Rowan", "Summit", "Tidal",
)  # fmt: skip
SECOND = (
    "Analytics", "Builders", "Catering", "Dental", "Electrical", "Foods", "Gardens", "Holdings",
    "Interiors", "Joinery", "Logistics", "Motors", "Nurseries", "Optics", "Partners", "Roofing",
    "Software", "Textiles", "Ventures",
)  # fmt: skip
GONE_EVERY = 200
_NAME = re.compile(r"[a-z]+ [a-z]+ (\d{6,})")


@dataclass
class BulkContacts(Numbered):
    KIND = 0xC0

    def name(self, index: int) -> str:
        return f"{FIRST[index % 20]} {SECOND[index // 20 % 19]} {index:06d}"

    def index_of_name(self, name: str) -> int | None:
        match = _NAME.fullmatch(name.lower())
        index = int(match.group(1)) if match else self.count
        return index if index < self.count and self.name(index).lower() == name.lower() else None

    def make(self, index: int) -> Contact:
        name = self.name(index)
        first, second, number = name.split()
        fields = {
            "EmailAddress": f"accounts{number}@{first.lower()}-{second.lower()}.example",
            "FirstName": first,
            "LastName": second,
        }
        return Contact(
            self.key(index),
            name,
            self.updated(index),
            status=self.status(index),
            fields=fields,
            is_customer=True,
        )

    def status(self, index: int) -> str:
        """Every two hundredth customer has gone."""
        return "ARCHIVED" if index % GONE_EVERY == GONE_EVERY - 1 else "ACTIVE"

    def glance(self, index: int) -> Contact:
        return _Glance(self, index)  # type: ignore[return-value]

    def indexes_by(self, attribute: str, value: str) -> list[int] | None:
        finders = {"contact_id": self.index_of, "name": self.index_of_name}
        if attribute not in finders:
            return None
        index = finders[attribute](value)
        return [] if index is None else [index]

    def pattern(self, accepts: Callable[[Any], bool]) -> list[bool] | None:
        return None


class _Glance:
    """Knows the name and the status at once and works out the rest when asked."""

    __slots__ = ("index", "series")

    def __init__(self, series: BulkContacts, index: int) -> None:
        self.series, self.index = series, index

    @property
    def contact_id(self) -> str:
        return self.series.key(self.index)

    @property
    def name(self) -> str:
        return self.series.name(self.index)

    @property
    def status(self) -> str:
        return self.series.status(self.index)

    @property
    def updated(self) -> datetime:
        return self.series.updated(self.index)

    def __getattr__(self, name: str) -> object:
        return getattr(self.series.make(self.index), name)
