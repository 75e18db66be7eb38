"""Decides whether workers are wedged: work was due all the time, and none of it was finished.

Workers that share a queue in memory share its locks too. One that is killed while it waits for
work keeps the lock it waited with, and the others wait for ever (django-q2 on
``multiprocessing.Queue``); their parent sees only that they live. So the guard looks at what
comes out. Nobody is to blame for an idle site, and neither for one long task: it is excused as
long as it has run for most of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Signs:
    """What the workers show: ``beat`` changes with each finished task, ``busy_for`` is how many
    seconds the longest of the running ones has run."""

    beat: str = ""
    busy_for: float = 0.0


@dataclass
class Watch:
    """One life of the workers. ``patience`` in seconds; the clock may begin anywhere."""

    patience: float
    has_finished: bool = field(default=False, init=False)
    _beat: str = field(default="", init=False)
    _due_since: float | None = field(default=None, init=False)

    def hear(self, beat: str) -> bool:
        """Whether something was finished since the last time."""
        if beat == self._beat:
            return False
        self._beat, self.has_finished, self._due_since = beat, True, None
        return True

    def sees_wedge(
        self, now: float, signs: Signs, time_for_due_work: Callable[[], float | None]
    ) -> bool:
        """Look once. What is due is asked only if nothing was finished since the last look:
        the seconds that work may take to be found, None while there is none."""
        if self.hear(signs.beat):
            return False
        least = time_for_due_work()
        if least is None:
            self._due_since = None
            return False
        if self._due_since is None:
            self._due_since = now
        waited = now - self._due_since
        return waited >= max(self.patience, least) and signs.busy_for < waited / 2
