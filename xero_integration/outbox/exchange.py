"""One step with Xero for operations that this process holds: send, repeat or look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import Count, Max
from django.utils import timezone

from ..client import XeroClient
from ..connections import services as connections
from ..connections import session
from ..connections.admission import Priority
from ..connections.models import Connection, GrantState
from ..exceptions import (
    ConnectionUnavailable,
    OutcomeUnknown,
    Refused,
    TenantForbidden,
    TokenRejected,
    ValidationRefused,
    XeroIntegrationError,
)
from . import services, settle
from .decision import (
    ANSWERED_TWICE,
    LOOK_AFTER,
    Standing,
    Step,
    may_send_anew,
    next_step,
    sending_key,
)
from .kinds import Outcome, kind_of
from .lease import insist_on_lease
from .models import Attempt, Operation


class Exchange:
    """The held operations of one kind and connection; those with a key share it."""

    def __init__(self, operations: Sequence[Operation], *, interactive: bool) -> None:
        self.operations = operations
        self.first = operations[0]
        self.connection = self.first.connection
        self.kind = kind_of(self.first)
        self.interactive = interactive
        self._priority = Priority.PEOPLE if interactive else Priority.OUTBOX
        self._may_have_happened = self.first.uncertain
        self.attempts: list[Attempt] = []

    @property
    def _is_in_doubt(self) -> bool:
        """A no may mean that it was done before; of what can be repeated it is the last word."""
        return self._may_have_happened and not self.kind.repeatable

    def proceed(self) -> None:
        """Take the one step that is next and settle every operation held."""
        standing = self._standing()
        step = next_step(standing, timezone.now())
        if self.connection.is_read_only:
            if not standing.uncertain:
                self._wait_for_writing()
                return
            step = Step.LOOK
        if step is Step.SEND:
            self._renew_key()
        self._open_attempts(step)
        try:
            client = session.client_for(
                self.connection, wait=self.interactive, priority=self._priority
            )
        except XeroIntegrationError as error:
            self._keep_key_unused(step)
            self._fail(error)
            return
        if step is Step.LOOK:
            self._look(client, standing)
        else:
            self._send(client)

    def _wait_for_writing(self) -> None:
        """Kept unsent, which is no attempt; whoever switches writing on sets it free."""
        for operation in self.operations:
            settle.waits_for_writing(operation)
        if not connections.is_read_only_now(self.connection):
            services.resume(self.connection)

    def _standing(self) -> Standing:
        tries = Attempt.objects.filter(
            operation=self.first, idempotency_key=self.first.idempotency_key
        )
        answered = tries.filter(http_status__gte=400).exclude(http_status__in=(401, 429))
        doubted = tries.filter(outcome=settle.DOUBTED).exists()
        return Standing(
            uncertain=self._is_in_doubt,
            key_used_at=self.first.key_used_at,
            errors_answered=ANSWERED_TWICE if doubted else answered.count(),
            absent_at=None if self.kind.repeatable else self._absent_at(),
            is_batch=len(self.operations) > 1,
        )

    def _absent_at(self) -> datetime:
        """Since when one of these may be in Xero: asked for, or last looked for in vain."""
        asked_at = self.kind.asked_at(self.operations)
        looks = self._tries().filter(outcome=settle.NOT_FOUND).values_list("operation")
        looked_at = dict(looks.annotate(Max("finished_at")))
        return min(max(at, looked_at.get(pk) or at) for pk, at in asked_at.items())

    def _tries(self) -> models.QuerySet[Attempt]:
        """Those that came to an end, in no order; no query for what was never tried."""
        tried = [operation for operation in self.operations if operation.attempts]
        ended = Attempt.objects.filter(finished_at__isnull=False)
        return ended.filter(operation__in=tried).order_by()

    def _renew_key(self) -> None:
        """A key that an ended attempt names was used up, whatever came of it."""
        tries = self._tries().exclude(idempotency_key="").values_list("operation")
        used = dict(tries.annotate(Count("idempotency_key", distinct=True)))
        key = sending_key({each.pk: used.get(each.pk, 0) for each in self.operations})
        for operation in self.operations:
            operation.idempotency_key = key
            operation.key_used_at = None

    def _open_attempts(self, step: Step) -> None:
        now = timezone.now()
        for operation in self.operations:
            operation.attempts += 1
            operation.save(update_fields=["attempts"])
            self.attempts.append(
                Attempt.objects.create(
                    operation=operation,
                    number=operation.attempts,
                    action=step.value,
                    idempotency_key=operation.idempotency_key,
                    started_at=now,
                )
            )

    def _keep_key_unused(self, step: Step) -> None:
        """Nothing left under a new key, so the next send is to make the same one."""
        if step is Step.SEND:
            for attempt in self.attempts:
                attempt.idempotency_key = ""

    def _send(self, client: XeroClient) -> None:
        if not self._mark_sent():
            return
        try:
            outcomes = self._ask(client)
        except OutcomeUnknown as error:
            self._fail(error)
        except XeroIntegrationError as error:
            if not _was_sent_otherwise(error):
                is_no = isinstance(error, Refused)
                self._set_uncertain(self._is_in_doubt if is_no else self._may_have_happened)
            self._fail(error)
        else:
            for operation, attempt, outcome in zip(
                self.operations, self.attempts, outcomes, strict=True
            ):
                self._settle(operation, attempt, outcome)

    def _mark_sent(self) -> bool:
        """Commit that the outcome is open now, before any byte leaves.

        False when the lease ran out meanwhile: somebody else may be sending already.
        """
        now = timezone.now()
        with transaction.atomic():
            for operation in self.operations:
                operation.uncertain = True
                operation.key_used_at = operation.key_used_at or now
                operation.first_sent_at = operation.first_sent_at or now
                marked = Operation.objects.filter(
                    pk=operation.pk, lease_token=operation.lease_token, lease_until__gt=now
                ).update(
                    uncertain=True,
                    idempotency_key=operation.idempotency_key,
                    key_used_at=operation.key_used_at,
                    first_sent_at=operation.first_sent_at,
                )
                if not marked:
                    transaction.set_rollback(True)
                    return False
        return True

    def _ask(self, client: XeroClient) -> list[Outcome]:
        key = self.first.idempotency_key
        try:
            return self._guarded_send(client, key)
        except TokenRejected:
            renewed = session.refresh_now(
                self.connection, wait=self.interactive, priority=self._priority
            )
            return self._guarded_send(renewed, key)

    def _guarded_send(self, client: XeroClient, key: str) -> list[Outcome]:
        client.http.before_write = lambda: insist_on_lease(self.operations)
        return self.kind.send(client, self.operations, key)

    def _settle(self, operation: Operation, attempt: Attempt, outcome: Outcome) -> None:
        if not outcome.refusals:
            settle.done(operation, attempt, outcome, adopted=False)
        elif self._is_in_doubt:
            settle.doubt(operation, attempt, messages=outcome.refusals)
        else:
            settle.refused(operation, attempt, code="validation", messages=outcome.refusals)

    def _look(self, client: XeroClient, standing: Standing) -> None:
        try:
            found = self.kind.look(client, self.operations)
        except XeroIntegrationError as error:
            self._fail(error, settle.unseen)
            return
        anew = may_send_anew(standing, timezone.now())
        used_at = standing.key_used_at or timezone.now()
        for operation, attempt in zip(self.operations, self.attempts, strict=True):
            if operation.pk in found:
                settle.done(operation, attempt, found[operation.pk], adopted=True)
            elif anew and standing.uncertain and not self.kind.absence_is_proof:
                settle.unconfirmed(operation, attempt)
            elif anew:
                settle.send_anew(operation, attempt)
            else:
                settle.postpone(operation, attempt, until=used_at + LOOK_AFTER)

    def _set_uncertain(self, uncertain: bool) -> None:
        for operation in self.operations:
            operation.uncertain = uncertain

    def _fail(self, error: XeroIntegrationError, end: Callable[..., None] = settle.failed) -> None:
        """All come back at one moment: a batch is repeated whole or not at all."""
        retry_at = settle.retry_at(self.first, error)
        for operation, attempt in zip(self.operations, self.attempts, strict=True):
            end(operation, attempt, error, retry_at=retry_at)
        if isinstance(error, TenantForbidden):
            connections.check_still_connected(self.connection)
        elif isinstance(error, ConnectionUnavailable):
            self._resume_if_reconnected()

    def _resume_if_reconnected(self) -> None:
        """Somebody who reconnected before these were put to wait has set free the others only."""
        current = Connection.objects.select_related("grant").get(pk=self.connection.pk)
        if current.is_usable and current.grant and current.grant.state == GrantState.ACTIVE:
            services.resume(current)


def _was_sent_otherwise(error: XeroIntegrationError) -> bool:
    """Xero knows the key with another body: a past that was restored away had sent it."""
    return isinstance(error, ValidationRefused) and error.code == "idempotency_mismatch"
