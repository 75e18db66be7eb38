"""How long a process may work on operations, and the last check before something leaves.

A process can stand still anywhere: a virtual machine is moved, a laptop sleeps, memory is
swapped out. When it goes on, another one may hold its operations. So the lease is looked at
once more right before a write leaves, after everything else that takes time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from ..conf import conf
from ..exceptions import NotSent, gettext_noop
from .models import Operation

CALLS_A_LEASE_COVERS = 4
"""A sign-in, a send, a renewed sign-in and the send after it."""


class LeaseLost(NotSent):
    """The lease is over, or too short for an answer; nothing was sent under it."""

    code = "lease_lost"
    default_message = gettext_noop(
        "It took too long before it could be sent. It will be tried again."
    )


def longest_call() -> timedelta:
    return timedelta(seconds=conf.CONNECT_TIMEOUT + conf.READ_TIMEOUT)


def lease() -> timedelta:
    """Longer than the longest exchange with the time-outs that are set."""
    return CALLS_A_LEASE_COVERS * longest_call()


def insist_on_lease(operations: Sequence[Operation]) -> None:
    """Raise LeaseLost unless all are held until an answer must have come.

    As well when somebody has made the connection read-only in this moment: it waits then.
    """
    held = Operation.objects.filter(lease_token=operations[0].lease_token, state="sending")
    held = held.filter(connection__is_read_only=False)
    long_enough = held.filter(lease_until__gte=timezone.now() + longest_call())
    if long_enough.count() != len(operations):
        raise LeaseLost(f"The lease of {operations[0].pk} ended before it was sent.")
