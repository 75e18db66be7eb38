"""Stands where a person sits at ``xero_sync``: waits for nothing and keeps what failed."""

from __future__ import annotations

from datetime import datetime


class Listener:
    def __init__(self) -> None:
        self.label = ""
        self.failures: list[str] = []

    def begin(self, label: str) -> None:
        self.label = label

    def progress(self, done: int, total: int | None) -> None:
        """A test needs no progress."""

    def done(self, text: str) -> None:
        """What worked needs no word."""

    def failed(self, text: str) -> None:
        self.failures.append(f"{self.label}: {text}")

    def pause(self, until: datetime, reason: str) -> bool:
        return False
