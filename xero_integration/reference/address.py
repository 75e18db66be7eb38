"""A postal address in parts, the same on both sides of the mirror."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Address:
    """Xero's parts by our names; empty texts where there is nothing."""

    line1: str = ""
    line2: str = ""
    line3: str = ""
    line4: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    attention_to: str = ""

    @classmethod
    def of(cls, parts: Mapping[str, Any] | None) -> Address:
        """Read what a JSON column holds, ignoring what it should not."""
        known = {field.name for field in fields(cls)}
        return cls(**{k: str(v) for k, v in (parts or {}).items() if k in known})

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())

    @property
    def lines(self) -> tuple[str, ...]:
        """As an envelope shows it."""
        town = " ".join(part for part in (self.city, self.region, self.postal_code) if part)
        attention = self.attention_to
        shown = (attention, self.line1, self.line2, self.line3, self.line4, town, self.country)
        return tuple(line for line in shown if line)
