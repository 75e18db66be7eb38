"""Shows the progress of long work: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

WIDTH = 24
LONGEST_PAUSE = timedelta(minutes=15)
"""Nobody watches longer than this; the command ends and is run again."""

_BETWEEN_LINES = 10.0


class Terminal:
    """What a watched piece of work tells; ``stdout`` and ``style`` are those of a command."""

    def __init__(self, stdout: Any, style: Any, *, quiet: bool = False) -> None:
        self._out = stdout
        self._style = style
        self._quiet = quiet
        self._is_terminal = bool(getattr(stdout, "isatty", None)) and stdout.isatty()
        self._label = ""
        self._told_at = 0.0
        self._waits_for = ""

    @property
    def talks(self) -> bool:
        return not self._quiet

    def begin(self, label: str) -> None:
        self._label = label
        self._waits_for = ""
        self._told_at = time.monotonic()

    def progress(self, done: int, total: int | None) -> None:
        """A bar that is drawn again, or a line every ten seconds."""
        if self._quiet:
            return
        if self._is_terminal:
            self._out.write(f"\r{self._bar(done, total)}", ending="")
            self._out.flush()
        elif time.monotonic() - self._told_at >= _BETWEEN_LINES:
            self._told_at = time.monotonic()
            self._out.write(f"  {self._label}: {_of(done, total)}")
            self._out.flush()

    def done(self, text: str) -> None:
        if not self._quiet:
            self._line(f"  {self._label}: {text}")

    def failed(self, text: str) -> None:
        self._line(self._style.ERROR(f"  {self._label}: {text}"))

    def pause(self, until: datetime, reason: str) -> bool:
        """Wait until a moment; False, without waiting, when that is too long."""
        seconds = (until - timezone.now()).total_seconds()
        if seconds > LONGEST_PAUSE.total_seconds():
            return False
        if seconds > 0:
            if not self._quiet and reason != self._waits_for:
                self._line(f"  {self._label}: waiting, {reason}")
            self._waits_for = reason
            time.sleep(seconds)
        return True

    def _line(self, text: str) -> None:
        start = "\r\x1b[K" if self._is_terminal else ""
        self._out.write(f"{start}{text}")
        self._out.flush()

    def _bar(self, done: int, total: int | None) -> str:
        share = min(done / total, 1) if total else 0
        filled = round(share * WIDTH)
        bar = "█" * filled + "░" * (WIDTH - filled)
        return f"\x1b[K  {self._label} {bar} {_of(done, total)}"


def _of(done: int, total: int | None) -> str:
    return f"{done:,} of {max(total, done):,}" if total else f"{done:,}"
