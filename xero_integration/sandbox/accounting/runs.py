"""Which of very many generated rows a filter accepts, without looking at each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import islice


class Run:
    """Rows ``first`` … ``end`` - 1, accepted as ``pattern`` repeats over their numbers.

    ``own`` says of single rows what holds instead.
    """

    def __init__(
        self, first: int, end: int, pattern: Sequence[bool], own: Mapping[int, bool]
    ) -> None:
        self.first, self.end, self.pattern, self.own = first, end, pattern, own
        # How much each row of its own, with those before it, changes the count.
        self._numbers = sorted(index for index in own if first <= index < end)
        self._shifts = [0]
        for index in self._numbers:
            shift = int(own[index]) - int(pattern[index % len(pattern)])
            self._shifts.append(self._shifts[-1] + shift)
        self.count = self._before(end)

    def some(self, offset: int, limit: int) -> list[int]:
        """The accepted rows from the one with this position among them."""
        if offset >= self.count:
            return []
        numbers = range(self.first, self.end)
        start = bisect_left(numbers, offset + 1, key=lambda index: self._before(index + 1))
        accepted = (index for index in numbers[start:] if self._accepts(index))
        return list(islice(accepted, limit))

    def _accepts(self, index: int) -> bool:
        return self.own.get(index, self.pattern[index % len(self.pattern)])

    def _before(self, index: int) -> int:
        """How many accepted rows come before this number."""
        by_pattern = self._dealt(index) - self._dealt(self.first)
        return by_pattern + self._shifts[bisect_left(self._numbers, index)]

    def _dealt(self, index: int) -> int:
        rounds, rest = divmod(index, len(self.pattern))
        return rounds * sum(self.pattern) + sum(self.pattern[:rest])
