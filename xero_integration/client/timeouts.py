"""How long a call to Xero may take to connect and to answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Timeouts:
    """Seconds; both are always set, because ``requests`` waits for ever without them."""

    connect: float = 5.0
    read: float = 30.0

    def __post_init__(self) -> None:
        if self.connect <= 0 or self.read <= 0:
            raise ValueError("Time-outs must be above zero.")

    @property
    def pair(self) -> tuple[float, float]:
        return self.connect, self.read
