"""Runs the workers, looks after them, and starts them again when they died or are wedged."""

from __future__ import annotations

import enum
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from ...background.pulse import Pulse
from .crew import Crew
from .due import time_for_due_work
from .patience import MOST_YOUNG_DEATHS, Patience
from .watch import Signs, Watch

logger = logging.getLogger(__name__)

STOPPED = 0
GAVE_UP = 3
CHECK_EVERY = 0.5
"""Seconds between two looks whether the leader lives; costs nothing."""

GRACE_OF_WEDGED = 5.0
"""Seconds: they finish nothing, so there is nothing to wait for."""


@dataclass(frozen=True, slots=True)
class Manners:
    """In seconds. ``patience``: without a finished task while work is due; ``every``: between
    looks; ``grace``: for running tasks when the guard is told to stop."""

    patience: float
    every: float
    grace: float


class End(enum.Enum):
    ASKED = "asked"
    DIED = "died"
    WEDGED = "wedged"


class Guard:
    """``stop`` is set by whoever wants it to end, e.g. a signal handler."""

    def __init__(self, command: Sequence[str], manners: Manners, stop: Event) -> None:
        self._command = command
        self._manners = manners
        self._stop = stop
        self._patience = Patience(manners.patience)

    def run(self) -> int:
        """Until told to stop, or until starting them proves to be in vain; the exit code."""
        while not self._stop.is_set():
            pause = self._one_life()
            if self._patience.is_over:
                logger.error(
                    "The workers died %s times in a row as soon as they were started. "
                    "Giving up; see what they said last.",
                    MOST_YOUNG_DEATHS,
                )
                return GAVE_UP
            self._stop.wait(pause)
        logger.info("Stopped.")
        return STOPPED

    def _one_life(self) -> float:
        """Start the workers and see them end; returns the seconds to wait before the next."""
        began = time.monotonic()
        with TemporaryDirectory(prefix="xero-worker-", ignore_cleanup_errors=True) as folder:
            crew = Crew(self._command, Path(folder))
            logger.info("The workers are started.")
            watch = Watch(self._patience.patience)
            end = End.ASKED
            try:
                end = self._see_end(crew, watch, Pulse(Path(folder)))
                pause = self._tell(end, crew, watch, time.monotonic() - began)
            finally:
                crew.end(self._manners.grace if end is End.ASKED else GRACE_OF_WEDGED)
        return pause

    def _see_end(self, crew: Crew, watch: Watch, pulse: Pulse) -> End:
        next_look = time.monotonic() + self._manners.every
        while not self._stop.wait(min(CHECK_EVERY, self._manners.every)):
            if crew.exit_code is not None:
                watch.hear(pulse.last_beat())
                return End.DIED
            now = time.monotonic()
            if now < next_look:
                continue
            next_look = now + self._manners.every
            signs = Signs(pulse.last_beat(), pulse.busy_for())
            if watch.sees_wedge(now, signs, time_for_due_work):
                return End.WEDGED
        return End.ASKED

    def _tell(self, end: End, crew: Crew, watch: Watch, lived: float) -> float:
        if end is End.ASKED:
            logger.info("Told to stop; waiting for what the workers are at.")
            return 0.0
        if end is End.WEDGED:
            logger.warning(
                "Work was due for %.0f seconds and nothing was finished: the workers are stuck. "
                "Ending all of them and starting again.",
                watch.patience,
            )
            self._patience.after_wedge(had_finished=watch.has_finished)
            return 0.0
        pause = self._patience.after_death(lived, had_finished=watch.has_finished)
        logger.warning(
            "The workers' leader died (%s) after %.0f seconds. Ending the others and starting "
            "again in %.0f seconds.",
            _cause(crew.exit_code or 0),
            lived,
            pause,
        )
        return pause


def _cause(exit_code: int) -> str:
    return f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
