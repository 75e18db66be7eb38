"""The processes below a guard, each with its part in the queue, and the one that dies next."""

from __future__ import annotations

import time
from collections import Counter
from random import Random

import psutil

LEADER = "leader"
YOUNG = 5.0
"""Seconds in which a leader is spared: one that dies whenever it starts makes the guard slow, and
in the end give up, which has tests of its own."""

TITLES = {
    "monitor": "monitor",
    "pusher": "pusher",
    "processing": "busy worker",
    "idle": "idle worker",
    "beat": "beat",
    "PoolWorker": "pool worker",
}
"""What setproctitle shows of a process, and what we call it."""


class Killer:
    """Kills only what descends from the guard; ``deaths`` counts them by part."""

    def __init__(self, guard: int, rng: Random) -> None:
        self._guard = psutil.Process(guard)
        self._rng = rng
        self.deaths: Counter[str] = Counter()

    def strike(self) -> str:
        """SIGKILL to one of a part chosen at random, so that the many workers hide nobody."""
        parts: dict[str, list[psutil.Process]] = {}
        for process in self._guard.children(recursive=True):
            if part := self._part(process):
                parts.setdefault(part, []).append(process)
        if not parts:
            return ""
        part = self._rng.choice(sorted(parts))
        try:
            self._rng.choice(parts[part]).kill()
        except psutil.NoSuchProcess:
            return ""
        self.deaths[part] += 1
        return part

    def _part(self, process: psutil.Process) -> str:
        """ "" for one that is dead, or that has not yet come to its part."""
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return ""
            title, depth = " ".join(process.cmdline()), 0
            while process.ppid() != self._guard.pid:
                process, depth = process.parent() or process, depth + 1
        except psutil.NoSuchProcess:
            return ""
        if not depth:
            return LEADER if time.time() - process.create_time() > YOUNG else ""
        named = next((part for word, part in TITLES.items() if word in title), "")
        return named or ("sentinel" if depth == 1 and "qcluster" in title else "")
