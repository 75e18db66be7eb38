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

LAST_BOUNDARY = 90
"""A run of one operation passes fewer than this many boundaries."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Wait, then let a process work while Xero misbehaves; ``dies_at`` 0 means it lives."""

    wait: int
    faults: tuple[str, ...]
    dies_at: int
    interactive: bool

    def __str__(self) -> str:
        death = f", dies at boundary {self.dies_at}" if self.dies_at else ""
        return f"wait {self.wait}s, {' + '.join(self.faults) or 'no fault'}{death}"


def turns(rng: Random) -> list[Turn]:
    """Two to six turns; two thirds have a fault, half of them a death."""
    return [_turn(rng) for _ in range(rng.randint(2, 6))]


def _turn(rng: Random) -> Turn:
    faults = rng.choices(list(FAULTS), k=rng.choice((0, 1, 1, 2)))
    return Turn(
        wait=rng.choice(JUMPS),
        faults=tuple(faults),
        dies_at=rng.randint(1, LAST_BOUNDARY) if rng.random() < 0.5 else 0,
        interactive=rng.random() < 0.3,
    )
