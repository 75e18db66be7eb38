"""How long to wait: before workers that died are started again, and before they count as wedged."""

from __future__ import annotations

from dataclasses import dataclass, field

YOUNG = 10.0
"""Seconds; workers that die before, with nothing finished, can't work as they are."""

LONGEST_PAUSE = 60.0
MOST_YOUNG_DEATHS = 10
MOST_PATIENCE = 8.0


@dataclass
class Patience:
    """``patience`` in seconds, as it was asked for."""

    asked: float
    _young_deaths: int = field(default=0, init=False)
    _in_vain: int = field(default=0, init=False)

    @property
    def patience(self) -> float:
        """Doubled for each start that helped nothing: what ails them is not in the workers."""
        return self.asked * min(2.0**self._in_vain, MOST_PATIENCE)

    @property
    def is_over(self) -> bool:
        """They die whenever they are started: somebody has to look."""
        return self._young_deaths >= MOST_YOUNG_DEATHS

    def after_death(self, lived: float, *, had_finished: bool) -> float:
        """Seconds to wait before the next start; ``had_finished`` something in this life."""
        in_vain = lived < YOUNG and not had_finished
        self._young_deaths = self._young_deaths + 1 if in_vain else 0
        return min(2.0 ** (self._young_deaths - 1), LONGEST_PAUSE) if self._young_deaths else 0.0

    def after_wedge(self, *, had_finished: bool) -> None:
        """``had_finished``: these workers had finished something before they stopped to."""
        self._young_deaths = 0
        self._in_vain = 0 if had_finished else self._in_vain + 1
