"""How an exchange ends: the operation's new state and its attempt, saved together."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from random import SystemRandom

from django.db import transaction
from django.utils import timezone

from ..client.retry import wait_before
from ..exceptions import (
    ConfigurationError,
    ConnectionUnavailable,
    ReadOnly,
    Refused,
    ScopeMissing,
    TenantForbidden,
    TokenRejected,
    ValidationRefused,
    XeroError,
    XeroIntegrationError,
)
from .deadlocks import again_after_deadlock
from .kinds import Outcome, kind_of
from .models import DEPENDENCY, UNCONFIRMED, Attempt, Operation, OperationState
from .querysets import OperationQuerySet

logger = logging.getLogger(__name__)

NEEDS_A_PERSON = (ConnectionUnavailable, ScopeMissing, TenantForbidden)
OURS_TO_MEND = (ConfigurationError, TokenRejected)
"""A wrong setting says nothing about the operation: it goes out once the setting is right."""

DOUBTED = "refused_in_doubt"
NOT_FOUND = "not_found"
RELEASED = {"lease_token": None, "lease_until": None}
_jitter = SystemRandom()


def done(operation: Operation, attempt: Attempt, outcome: Outcome, *, adopted: bool) -> None:
    """Xero has it: take over the answer and close the operation in one transaction."""
    again_after_deadlock(partial(_done, operation, attempt, outcome, adopted=adopted))
    _log(operation, attempt)


def _done(operation: Operation, attempt: Attempt, outcome: Outcome, *, adopted: bool) -> None:
    with transaction.atomic():
        held = _held(operation).update(
            state=OperationState.DONE,
            uncertain=False,
            answer_id=outcome.xero_id,
            adopted=adopted,
            error_code="",
            error_message="",
            finished_at=timezone.now(),
            **RELEASED,
        )
        _close(attempt, "adopted" if adopted else "done")
        if held:
            operation.refresh_from_db()
            kind_of(operation).apply(operation, outcome)


def refused(operation: Operation, attempt: Attempt, *, code: str, messages: Sequence[str]) -> None:
    """A definite no: nothing exists in Xero, the person's input stays and can be mended."""
    text = "\n".join(messages)
    with transaction.atomic():
        _close(attempt, code, text)
        if _refuse(_held(operation), code, text):
            _refuse(Operation.objects.filter(depends_on=operation).open(), DEPENDENCY, text)
    _log(operation, attempt)


def _refuse(operations: OperationQuerySet, code: str, text: str) -> int:
    return operations.update(
        state=OperationState.REFUSED,
        uncertain=False,
        error_code=code,
        error_message=text,
        finished_at=timezone.now(),
        **RELEASED,
    )


def failed(
    operation: Operation, attempt: Attempt, error: XeroIntegrationError, *, retry_at: datetime
) -> None:
    """No clear answer: wait for a person, refuse for good, or try again at ``retry_at``."""
    if isinstance(error, NEEDS_A_PERSON):
        _later(operation, attempt, error, state=OperationState.WAITING, due_at=timezone.now())
    elif operation.uncertain and isinstance(error, Refused):
        doubt(operation, attempt, messages=refusal_messages(error))
    elif error.retryable or operation.uncertain or isinstance(error, OURS_TO_MEND):
        state = OperationState.CHECKING if operation.uncertain else OperationState.READY
        _later(operation, attempt, error, state=state, due_at=retry_at)
    else:
        refused(operation, attempt, code=error.code, messages=refusal_messages(error))


def unseen(
    operation: Operation, attempt: Attempt, error: XeroIntegrationError, *, retry_at: datetime
) -> None:
    """Looking failed, which says nothing about the operation: look again at ``retry_at``."""
    state = OperationState.CHECKING if operation.uncertain else OperationState.READY
    if isinstance(error, NEEDS_A_PERSON):
        state, retry_at = OperationState.WAITING, timezone.now()
    _later(operation, attempt, error, state=state, due_at=retry_at)


def refusal_messages(error: XeroIntegrationError) -> Sequence[str]:
    """Xero's own sentences when it gave some, else our plain one."""
    if isinstance(error, ValidationRefused) and error.messages:
        return error.messages
    return [error.user_message % error.params]


def waits_for_writing(operation: Operation) -> None:
    """The connection is read-only: nothing was sent, and nothing is lost."""
    _held(operation).update(
        state=OperationState.WAITING,
        due_at=timezone.now(),
        error_code=ReadOnly.code,
        error_message=ReadOnly.default_message,
        **RELEASED,
    )


def postpone(operation: Operation, attempt: Attempt, *, until: datetime) -> None:
    """Looked and found nothing while Xero may still act on the key: look again then."""
    with transaction.atomic():
        _close(attempt, "not_found_yet")
        _held(operation).update(state=OperationState.CHECKING, due_at=until, **RELEASED)


def send_anew(operation: Operation, attempt: Attempt) -> None:
    """Looked and found nothing after the key's life: so Xero never did it."""
    with transaction.atomic():
        _close(attempt, NOT_FOUND)
        _held(operation).update(
            state=OperationState.READY,
            uncertain=False,
            idempotency_key="",
            key_used_at=None,
            due_at=timezone.now(),
            **RELEASED,
        )


def unconfirmed(operation: Operation, attempt: Attempt) -> None:
    """Looked and found nothing, which proves nothing here: a person has to decide."""
    refused(operation, attempt, code=UNCONFIRMED, messages=[kind_of(operation).unconfirmed])


def doubt(operation: Operation, attempt: Attempt, *, messages: Sequence[str]) -> None:
    """Refused on a repeat, after an unknown outcome: look before believing it."""
    with transaction.atomic():
        _close(attempt, DOUBTED, "\n".join(messages))
        _held(operation).update(state=OperationState.CHECKING, due_at=timezone.now(), **RELEASED)


def _later(
    operation: Operation,
    attempt: Attempt,
    error: XeroIntegrationError,
    *,
    state: OperationState,
    due_at: datetime,
) -> None:
    with transaction.atomic():
        _close(attempt, error.code, str(error), error)
        _held(operation).update(
            state=state,
            uncertain=operation.uncertain,
            due_at=due_at,
            error_code=error.code,
            error_message=error.user_message % error.params,
            **RELEASED,
        )
    _log(operation, attempt)


def retry_at(operation: Operation, error: XeroIntegrationError) -> datetime:
    """When to try again after an error that passes; random, so ask once for a batch."""
    wait = timedelta(minutes=5) if isinstance(error, ConfigurationError) else timedelta(seconds=1)
    if isinstance(error, XeroError):
        wait = wait_before(operation.attempts, error, _jitter)
    return timezone.now() + wait


def _held(operation: Operation) -> OperationQuerySet:
    """Only while we hold the lease: a process that lost it must not overwrite the next one."""
    return Operation.objects.filter(pk=operation.pk, lease_token=operation.lease_token)


def _close(
    attempt: Attempt, outcome: str, message: str = "", error: XeroIntegrationError | None = None
) -> None:
    attempt.finished_at = timezone.now()
    attempt.outcome = outcome
    attempt.message = message
    if isinstance(error, XeroError):
        attempt.http_status = error.status
        attempt.correlation_id = error.correlation_id
    attempt.save()


def _log(operation: Operation, attempt: Attempt) -> None:
    logger.info(
        "operation %s: %s",
        operation.kind,
        attempt.outcome,
        extra={
            "operation": str(operation.pk),
            "connection": str(operation.connection_id),
            "attempt": attempt.number,
            "correlation_id": attempt.correlation_id,
        },
    )
