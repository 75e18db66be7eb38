"""What to do next with an operation: pure, so that every case can be read and tested.

Xero remembers an idempotency key for six minutes, errors included (xero-prompt-library,
August 2026). So an unknown outcome is cleared up in this order: repeat with the same key
while Xero knows it; look when repeating brought no clear answer, or when the key is too old;
only when a look after the key's life finds nothing, send again with a new key.

A database may have been restored to a moment before its last sends, and does not know it. So
"never sent" is believed only while the key would still show a repeat to be one (``sending_key``
makes the same key from the same past); after that Xero is looked at first.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

KEY_LIFE = timedelta(minutes=6)
REPEAT_WITHIN = timedelta(minutes=5)
"""A repeat must reach Xero while the key lives; the last minute is left for slow lines."""

LOOK_AFTER = KEY_LIFE + timedelta(seconds=30)
ANSWERED_TWICE = 2

TOGETHER_SURE_FOR = timedelta(minutes=1)
"""A batch that is put together again after a restore may have other members, so another key."""

_KEYS = uuid.UUID("6c1d9a44-0f0b-5f3e-9f7e-3a1f6a0f7d52")


class Step(enum.Enum):
    SEND = "send"
    REPEAT = "repeat"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an operation stands, with those that travel with it.

    ``absent_at`` is when Xero certainly held nothing of it, as it was just asked for or looked
    for; None when that does not matter. ``errors_answered``: 5xx answers to the current key.
    """

    uncertain: bool
    key_used_at: datetime | None
    errors_answered: int = 0
    absent_at: datetime | None = None
    is_batch: bool = False


def next_step(standing: Standing, now: datetime) -> Step:
    """Send, repeat with the same key, or look first."""
    used_at = standing.key_used_at
    key_is_known = used_at is not None and now - used_at < REPEAT_WITHIN
    if key_is_known and (not standing.uncertain or standing.errors_answered < ANSWERED_TWICE):
        return Step.REPEAT
    if standing.uncertain or not _is_surely_absent(standing, now):
        return Step.LOOK
    return Step.SEND


def _is_surely_absent(standing: Standing, now: datetime) -> bool:
    sure_for = TOGETHER_SURE_FOR if standing.is_batch else REPEAT_WITHIN
    return standing.absent_at is None or now - standing.absent_at < sure_for


def may_send_anew(standing: Standing, now: datetime) -> bool:
    """After a look found nothing: can Xero no longer act on the old key?"""
    used_at = standing.key_used_at
    return not standing.uncertain or used_at is None or now - used_at >= LOOK_AFTER


def sending_key(keys_used: Mapping[uuid.UUID, int]) -> str:
    """The key for sending these operations, each with how many keys it has used up before.

    The same members with the same past make the same key: sent again from a restored database,
    they are a repeat to Xero while it remembers.
    """
    members = sorted(f"{pk}:{used}" for pk, used in keys_used.items())
    return str(uuid.uuid5(_KEYS, " ".join(members)))
