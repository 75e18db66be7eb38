"""Signs of life that workers leave for the guard that started them: files in a folder of its.

They tell what the database can't: that *this* machine's workers finish something, and that one
of them is at a long task. A file costs no query and no lock that a killed process could keep.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

LONGEST_TRUST = 3600.0
"""Seconds that one task may take before its worker counts as stuck; queues end theirs earlier."""


class Pulse:
    """The folder, as workers write it and as the guard reads it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[int, IO[str]] = {}
        self._running = 0
        self._lock = threading.Lock()

    def begin(self) -> None:
        """This process takes up a task; should it die, the kernel lets go of the lock."""
        with self._lock:
            self._running += 1
            if os.getpid() in self._held:
                return
            # A fork inherits the parent's handle, which says nothing about the fork.
            self._held.clear()
            file = self._mine().open("w")
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.write(str(time.monotonic()))
            file.flush()
            self._held[os.getpid()] = file

    def end(self) -> None:
        """It has run the task; several at a time are threads of one process."""
        with self._lock:
            self._running = max(self._running - 1, 0)
            file = self._held.pop(os.getpid(), None) if not self._running else None
            if file is not None:
                self._mine().unlink(missing_ok=True)
                file.close()

    def _mine(self) -> Path:
        return self._folder / f"busy-{os.getpid()}"

    def beat(self) -> None:
        """A task is finished and will not be run again."""
        (self._folder / "finished").write_text(str(time.monotonic_ns()))

    def last_beat(self) -> str:
        """Changes with every task that is finished; "" before the first."""
        with suppress(FileNotFoundError):
            return (self._folder / "finished").read_text()
        return ""

    def busy_for(self) -> float:
        """Seconds for which the longest of the running tasks has run; 0.0 while none does."""
        now = time.monotonic()
        ages = [now - begun for begun in map(_begun, self._folder.glob("busy-*")) if begun]
        return max((age for age in ages if age < LONGEST_TRUST), default=0.0)


def _begun(path: Path) -> float:
    """When the task of a live worker began; 0.0 for a worker that is idle or dead."""
    with suppress(FileNotFoundError), path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return float(file.read() or 0)
    return 0.0
