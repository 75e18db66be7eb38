"""The right to refresh one grant's tokens, held by one process at a time.

A lease is a conditional update, not a row lock: it is correct on SQLite, PostgreSQL and
MariaDB alike, and no transaction stays open while Xero is asked. One whose holder died ends
by itself; it outlives the longest possible refresh, which the time-outs bound.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from .models import Grant

LIFE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Lease:
    """Proof that this process may refresh this grant until the lease ends."""

    grant_id: uuid.UUID
    token: uuid.UUID

    def release(self) -> None:
        """Give the lease back, unless it ended and another process holds its own by now."""
        Grant.objects.filter(pk=self.grant_id, lease_token=self.token).update(
            lease_token=None, lease_until=None
        )


def take(grant_id: uuid.UUID) -> Lease | None:
    """Take the lease if nobody holds it; the database lets exactly one caller through."""
    now, token = timezone.now(), uuid.uuid4()
    taken = (
        Grant.objects.filter(pk=grant_id)
        .lease_free(now)
        .update(lease_token=token, lease_until=now + LIFE)
    )
    return Lease(grant_id, token) if taken else None
