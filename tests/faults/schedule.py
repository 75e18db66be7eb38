"""What goes wrong, in which order: a schedule that a seed makes and makes again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

FAULTS: Mapping[str, Mapping[str, Any]] = {
    "answer lost": {"drop": "after"},
    "request lost": {"drop": "before"},
    "429": {"status": 429, "headers": {"Retry-After": "20", "X-Rate-Limit-Problem": "minute"}},
    "429 without a date": {"status": 429, "headers": {"X-Rate-Limit-Problem": "concurrent"}},
    "500 in vain": {"status": 500},
    "500 after the deed": {"status": 500, "commit": True},
    "503": {"status": 503, "body": "The Organisation is offline"},
    "503 after the deed": {"status": 503, "commit": True},
    "garbage": {"garbage": True},
    "cut short": {"truncate": 40},
    "slow": {"delay": 60},
    "token rejected": {"status": 401},
}
"""Each with the arguments of the sandbox's fault rule."""

JUMPS = (1, 20, 90, 240, 330, 420, 1900, 7200)
"""Seconds: within a lease, past it, within the key's life, at its edge, past it, past a token."""

PAUSES = (20, 150, 200, 330, 420, 2100)
"""Seconds that a process stands still: within its lease, past it, past the key, past a token."""

LAST_BOUNDARY = 110
"""A run of one operation passes fewer than this many boundaries."""

WORKER, PRESS, RETRY, CANCEL = "worker", "press", "retry", "cancel"
NEVER = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """Wait, then let one process work while Xero misbehaves.

    ``who`` works: a worker, or a person who presses the button (again), asks to go on, or
    gives up. It dies at the boundary ``dies_at``; at ``stops_at`` it stands still for
    ``pause`` seconds, in which another worker takes over and may die at ``other_dies_at``.
    Boundaries count from 1, and 0 means never. ``accountant``: somebody works in Xero before.
    """

    wait: int
    faults: tuple[str, ...]
    who: str
    dies_at: int = NEVER
    stops_at: int = NEVER
    pause: int = 0
    other_dies_at: int = NEVER
    accountant: bool = False

    def __str__(self) -> str:
        parts = [f"wait {self.wait}s", " + ".join(self.faults) or "no fault", self.who]
        if self.accountant:
            parts.insert(1, "an accountant works in Xero")
        if self.stops_at:
            parts.append(f"stands still for {self.pause}s at boundary {self.stops_at}")
            parts.append("another worker takes over")
        if self.stops_at and self.other_dies_at:
            parts.append(f"which dies at its boundary {self.other_dies_at}")
        if self.dies_at:
            parts.append(f"dies at boundary {self.dies_at}")
        return ", ".join(parts)


def turns(rng: Random) -> list[Turn]:
    """Two to six turns; the first is the person's press."""
    return [_turn(rng, is_first=number == 0) for number in range(rng.randint(2, 6))]


def _turn(rng: Random, *, is_first: bool) -> Turn:
    wait = rng.choice(JUMPS)
    faults = tuple(rng.choices(list(FAULTS), k=rng.choice((0, 1, 1, 2))))
    who = rng.choices((WORKER, PRESS, RETRY, CANCEL), weights=(60, 25, 12, 3))[0]
    return Turn(
        wait=wait,
        faults=faults,
        who=PRESS if is_first else who,
        dies_at=_boundary(rng, chance=0.45),
        stops_at=_boundary(rng, chance=0.35),
        pause=rng.choice(PAUSES),
        other_dies_at=_boundary(rng, chance=0.25),
        accountant=rng.random() < 0.15 and not is_first,
    )


def _boundary(rng: Random, *, chance: float) -> int:
    return rng.randint(1, LAST_BOUNDARY) if rng.random() < chance else NEVER
