"""Makes the polls that a worker was handed: one client per organisation, within the budgets.

What can't be done now is handed back with a later date; nothing sleeps, nothing is lost.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from random import Random, SystemRandom
from typing import Any

from django.utils import timezone

from ..connections.models import CallBudget, Connection
from ..connections.still_connected import check_still_connected
from ..exceptions import TenantForbidden, Throttled, XeroIntegrationError
from ..reference import services as reference
from ..work.services import WorkStoppedError
from . import import_progress
from .allowance import Caller, HandBack, background_hold
from .cadence import Findings, next_interval, spread
from .models import PollState, Resource, WebhookEvent
from .polling import LeaseLostError, Walked, walk
from .resources import POLLED
from .unforeseen import contained

logger = logging.getLogger(__name__)

_FIRST_BACK_OFF = 30
_LONGEST_BACK_OFF = 3600
_rng: Random = SystemRandom()
RELEASED: dict[str, Any] = {"lease_token": None, "lease_until": None}
WEBHOOKS_ARE_TRUSTED = timedelta(days=3)
LEASE_MARGIN = timedelta(minutes=1)
LATE = timedelta(minutes=3)


def poll_claimed(token: uuid.UUID) -> None:
    """Make every poll of a claim; one whose lease ended belongs to somebody else by now."""
    held = PollState.objects.held_by(token, timezone.now())
    for _key, group in groupby(held, key=lambda state: state.connection_id):
        states = list(group)
        if _has_time(states):
            _Visit(states, token).make()


def _has_time(states: Sequence[PollState]) -> bool:
    """While Xero hardly answers, the last of a claim are left to whoever claims them next."""
    until = states[0].lease_until
    return until is not None and timezone.now() < until - LEASE_MARGIN


CATEGORY_OF: Mapping[str, str] = {
    Resource.INVOICES: "INVOICE",
    Resource.PAYMENTS: "INVOICE",
    Resource.CREDIT_NOTES: "CREDITNOTE",
    Resource.CONTACTS: "CONTACT",
}
"""Whose webhooks make the polls of a resource rare; items have none."""


class _Visit:
    """The polls of one organisation in one claim."""

    def __init__(self, states: Sequence[PollState], token: uuid.UUID) -> None:
        self.states = states
        self.token = token
        self.connection: Connection = states[0].connection
        self.caller = Caller(self.connection, background_hold(self.connection))

    def make(self) -> None:
        for index, state in enumerate(self.states):
            try:
                with contained("A poll", poll=str(state.pk)):
                    self._done(state, self._poll(state))
            except LeaseLostError:
                continue
            except WorkStoppedError:
                self._hand_back([state], timezone.now() + import_progress.ASKS_AGAIN)
            except HandBack as later:
                self._hand_back(self.states[index:], later.again_at)
                return
            except XeroIntegrationError as error:
                self._failed(state, error)

    def _poll(self, state: PollState) -> Walked:
        if state.resource in POLLED:
            on_page = import_progress.teller(state)
            walked = walk(state, self.caller, self.token, on_page)
            if walked.whole and on_page is not None:
                import_progress.note_end(self.connection)
            return walked
        changed = self.caller.call(
            lambda _client: reference.refresh_one(self.connection, state.resource)
        )
        return Walked(whole=True, changed=changed)

    def _done(self, state: PollState, walked: Walked) -> None:
        now = timezone.now()
        values: dict[str, Any] = {"attempts": 0, "error_code": "", "last_polled_at": now}
        if walked.changed:
            values["last_changed_at"] = now
        if walked.whole:
            values["interval"] = self._interval(state, changed=bool(walked.changed))
            is_late = now - state.next_at > LATE
            values["next_at"] = now + spread(values["interval"], _rng, late=is_late)
        else:
            values["next_at"] = now
        self._mine(state).update(**values, **RELEASED)

    def _interval(self, state: PollState, *, changed: bool) -> int:
        budget = CallBudget.objects.filter(pk=self.connection.xero_tenant_id.lower()).first()
        found = Findings(
            changed=changed,
            fed_by_webhooks=self._is_fed(state.resource),
            day_left=budget.day_left if budget else None,
        )
        return next_interval(state.resource, state.interval, found)

    def _is_fed(self, resource: str) -> bool:
        """Whether webhooks of this kind and organisation arrive."""
        return CATEGORY_OF.get(resource) in self._heard_of

    @cached_property
    def _heard_of(self) -> set[str]:
        since = timezone.now() - WEBHOOKS_ARE_TRUSTED
        mine = WebhookEvent.objects.filter(
            xero_tenant_id=self.connection.xero_tenant_id.lower(), received_at__gt=since
        )
        return set(mine.values_list("category", flat=True).distinct())

    def _failed(self, state: PollState, error: XeroIntegrationError) -> None:
        if isinstance(error, TenantForbidden):
            check_still_connected(self.connection)
        now, attempts = timezone.now(), state.attempts + 1
        self._mine(state).update(
            attempts=attempts,
            error_code=error.code,
            next_at=now + _back_off(error, attempts),
            **RELEASED,
        )
        logger.warning(
            "A poll failed",
            extra={
                "connection": str(self.connection.pk),
                "resource": state.resource,
                "code": error.code,
            },
        )

    def _hand_back(self, states: Sequence[PollState], again_at: datetime) -> None:
        pks = [state.pk for state in states]
        mine = PollState.objects.filter(pk__in=pks, lease_token=self.token)
        mine.update(next_at=again_at, **RELEASED)

    def _mine(self, state: PollState) -> Any:
        return PollState.objects.filter(pk=state.pk, lease_token=self.token)


def _back_off(error: XeroIntegrationError, attempts: int) -> timedelta:
    if isinstance(error, Throttled) and error.retry_after:
        return timedelta(seconds=error.retry_after)
    if not error.retryable:
        return timedelta(seconds=_LONGEST_BACK_OFF)
    return timedelta(seconds=min(_FIRST_BACK_OFF * 2 ** min(attempts, 10), _LONGEST_BACK_OFF))
