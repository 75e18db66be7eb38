"""Ends what waits for an operation that will never be done."""

from __future__ import annotations

from django.utils import timezone

from .models import DEPENDENCY, Operation, OperationState


def end_orphans() -> int:
    """Refuse or give up what was submitted behind an operation that had just ended so.

    Who ends an operation ends its dependents with it, but can't see those that another process
    is about to commit (the fault explorer's seed 8853, November 2026).
    """
    return _end(OperationState.CANCELLED, "") + _end(OperationState.REFUSED, DEPENDENCY)


def _end(state: OperationState, error_code: str) -> int:
    orphans = Operation.objects.open().filter(depends_on__state=state)
    ended = 0
    for pk, message in orphans.values_list("pk", "depends_on__error_message"):
        ended += orphans.filter(pk=pk).update(
            state=state,
            error_code=error_code,
            error_message=message if error_code else "",
            finished_at=timezone.now(),
            lease_token=None,
            lease_until=None,
        )
    return ended
