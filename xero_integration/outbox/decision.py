"""What to do next with an operation: pure, so that every case can be read and tested.

Xero remembers an idempotency key for six minutes, errors included (xero-prompt-library,
August 2026). So an unknown outcome is cleared up in this order: repeat with the same key
while Xero knows it; look when repeating brought no clear answer, or when the key is too old;
only when a look after the key's life finds nothing, send again with a new key.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

KEY_LIFE = timedelta(minutes=6)
REPEAT_WITHIN = timedelta(minutes=5)
"""A repeat must reach Xero while the key lives; the last minute is left for slow lines."""

LOOK_AFTER = KEY_LIFE + timedelta(seconds=30)
ANSWERED_TWICE = 2


class Step(enum.Enum):
    SEND = "send"
    REPEAT = "repeat"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an operation stands. ``errors_answered``: 5xx answers to the current key."""

    uncertain: bool
    key_used_at: datetime | None
    errors_answered: int = 0


def next_step(standing: Standing, now: datetime) -> Step:
    """Send, repeat with the same key, or look first."""
    if standing.key_used_at is None:
        return Step.LOOK if standing.uncertain else Step.SEND
    key_is_known = now - standing.key_used_at < REPEAT_WITHIN
    if not standing.uncertain:
        return Step.REPEAT if key_is_known else Step.SEND
    if key_is_known and standing.errors_answered < ANSWERED_TWICE:
        return Step.REPEAT
    return Step.LOOK


def may_send_anew(standing: Standing, now: datetime) -> bool:
    """After a look found nothing: can Xero no longer act on the old key?"""
    return standing.key_used_at is None or now - standing.key_used_at >= LOOK_AFTER
