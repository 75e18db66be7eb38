"""Which fields of a resource a filter or an order may name, and how to read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Value = str | bool | Decimal | date | datetime | None
Reader = Callable[[Any], Value]


@dataclass(frozen=True)
class Fields:
    """Names are matched without regard to case; `optimised` ones are quick at any size."""

    type_name: str
    readers: Mapping[str, Reader]
    optimised: frozenset[str] = frozenset()
    _by_lower: dict[str, Reader] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_lower.update({name.lower(): read for name, read in self.readers.items()})

    def reader(self, name: str) -> Reader | None:
        return self._by_lower.get(name.lower())

    def is_optimised(self, name: str) -> bool:
        return name.lower() in {each.lower() for each in self.optimised}
