"""Primary keys in the order in which they were made."""

from __future__ import annotations

import os
import time
import uuid

_RANDOM_BITS = 76
_VARIANT = 0b11 << 62


def time_ordered_key() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): milliseconds first, then chance.

    Documents of one page get neighbouring keys, so that what is indexed by them is written in
    one place instead of all over the index. Python 3.14 brings ``uuid.uuid7`` itself.
    """
    milliseconds = time.time_ns() // 1_000_000
    chance = int.from_bytes(os.urandom(10), "big") & ((1 << _RANDOM_BITS) - 1) & ~_VARIANT
    return uuid.UUID(int=milliseconds << 80 | 7 << _RANDOM_BITS | 0b10 << 62 | chance)
