"""What generated contacts and invoices share: ids made from a number, and even update times."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

STEP = timedelta(seconds=7)


@dataclass
class Numbered:
    """Rows 0 … count-1, one every few seconds, the last at `end`."""

    mark: int
    count: int
    end: datetime

    # Tells the kinds apart inside an id.
    KIND = 0

    def __len__(self) -> int:
        return self.count

    def key(self, index: int) -> str:
        return f"{self.mark:08x}-{self.KIND:04x}-4000-8000-{index:012x}"

    def index_of(self, key: str) -> int | None:
        """The number in an id, if the id is one of this series."""
        if not key.startswith(f"{self.mark:08x}-{self.KIND:04x}-4000-8000-"):
            return None
        try:
            index = UUID(key).int & (1 << 48) - 1
        except ValueError:
            return None
        return index if index < self.count else None

    def updated(self, index: int) -> datetime:
        return self.end - (self.count - 1 - index) * STEP

    def first_since(self, moment: datetime) -> int:
        steps = (moment - self.updated(0)) / STEP
        return min(self.count, max(0, math.ceil(steps)))
