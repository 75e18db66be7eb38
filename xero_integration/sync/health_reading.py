"""Reads the facts of the health page: one query per kind of fact, never one per connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.db.models.functions import Lower
from django.utils import timezone

from ..connections.grants import open_tokens
from ..connections.models import CallBudget, CallHour, Connection
from ..connections.querysets import ConnectionQuerySet
from ..exceptions import ConfigurationError
from ..outbox.models import Operation, OperationState
from .health import (
    DAY,
    ConnectionFacts,
    ConnectionHealth,
    Health,
    HourHealth,
    PollHealth,
)
from .health_app import app_health
from .health_sweeps import Facts, repairs, sweeps
from .health_verdict import connection_reasons
from .models import EventState, PollState, Resource, WebhookEvent

HOURS = 24


def health_of(scope: ConnectionQuerySet, *, tenant: str | None = None) -> Health:
    """The health of the app and of these connections; disconnected ones are left out.

    ``tenant`` is whose people read it, None for who runs the site.
    """
    now = timezone.now()
    app = app_health(now, tenant=tenant)
    connections = [
        ConnectionHealth(
            facts, tuple(connection_reasons(facts, now, webhooks=app.facts.has_webhook_keys))
        )
        for facts in _connections(scope.connected(), now)
    ]
    return Health(now, app, connections)


def _connections(scope: ConnectionQuerySet, now: datetime) -> Sequence[ConnectionFacts]:
    rows = list(scope.select_related("grant").oldest_first())
    facts: Facts = defaultdict(dict)
    for read in (_polls, _hours, _due, _refused, sweeps, repairs):
        for pk, values in read(scope, now).items():
            facts[pk] |= values
    events, budgets, no_hours = _events(scope), _budgets(scope), _no_hours(now)
    found = []
    for row in rows:
        key = row.xero_tenant_id.lower()
        told = {**facts[row.pk], **events.get(key, {}), **budgets.get(key, {})}
        found.append(_facts(row, {"hours": no_hours, **told}))
    return found


def _facts(row: Connection, values: Mapping[str, Any]) -> ConnectionFacts:
    return ConnectionFacts(
        id=row.pk,
        name=row.name,
        organisation=row.organisation_name,
        state=row.state,
        state_label=row.get_state_display(),
        connected_at=row.connected_at,
        keys_are_readable=_is_readable(row),
        **values,
    )


def _is_readable(connection: Connection) -> bool:
    grant = connection.grant
    if grant is None or not grant.token_set:
        return True
    try:
        open_tokens(grant.token_set)
    except ConfigurationError:
        return False
    return True


def _polls(scope: ConnectionQuerySet, now: datetime) -> Facts:
    order = list(Resource.values)
    found: dict[UUID, list[PollHealth]] = defaultdict(list)
    for state in PollState.objects.filter(connection__in=scope):
        found[state.connection_id].append(_poll(state))
    return {
        pk: {"polls": sorted(polls, key=lambda poll: order.index(poll.resource))}
        for pk, polls in found.items()
    }


def _poll(state: PollState) -> PollHealth:
    return PollHealth(
        resource=state.resource,
        label=state.get_resource_display(),
        last_polled_at=state.last_polled_at,
        next_at=state.next_at,
        interval=state.interval,
        error_code=state.error_code,
        attempts=state.attempts,
        first_read_at=state.first_read_at,
        read=state.read,
        total=state.total,
    )


def _budgets(scope: ConnectionQuerySet) -> Mapping[str, dict[str, Any]]:
    """By organisation, in small letters: Xero counts the calls of all who connected it."""
    organisations = scope.values(organisation=Lower("xero_tenant_id"))
    return {
        budget.xero_tenant_id: {
            "day_left": budget.day_left,
            "minute_left": budget.minute_left,
            "calls_seen_at": budget.seen_at,
            "blocked_until": budget.blocked_until,
            "blocked_by": budget.blocked_by,
        }
        for budget in CallBudget.objects.filter(pk__in=organisations)
    }


def _no_hours(now: datetime) -> Sequence[HourHealth]:
    hour = now.replace(minute=0, second=0, microsecond=0)
    return [HourHealth(hour - timedelta(hours=back)) for back in reversed(range(HOURS))]


def _hours(scope: ConnectionQuerySet, now: datetime) -> Facts:
    empty = {each.hour: each for each in _no_hours(now)}
    rows = CallHour.objects.filter(connection__in=scope, hour__gte=min(empty))
    hours: dict[UUID, dict[datetime, HourHealth]] = defaultdict(lambda: dict(empty))
    failed: dict[UUID, dict[str, int]] = defaultdict(dict)
    for row in rows:
        before = hours[row.connection_id].get(row.hour, HourHealth(row.hour))
        is_failure = row.outcome != "ok"
        hours[row.connection_id][row.hour] = replace(
            before,
            calls=before.calls + row.calls,
            failed=before.failed + (row.calls if is_failure else 0),
            received=before.received + row.received,
        )
        if is_failure:
            codes = failed[row.connection_id]
            codes[row.outcome] = codes.get(row.outcome, 0) + row.calls
    return {
        pk: {"hours": list(by_hour.values()), "failed_calls": failed[pk]}
        for pk, by_hour in hours.items()
    }


def _events(scope: ConnectionQuerySet) -> Mapping[str, dict[str, Any]]:
    """By organisation: an event knows its Xero tenant only."""
    waiting = WebhookEvent.objects.filter(
        state=EventState.WAITING, xero_tenant_id__in=scope.values("xero_tenant_id")
    )
    rows = waiting.values("xero_tenant_id").annotate(count=Count("pk"), oldest=Min("received_at"))
    return {
        row["xero_tenant_id"].lower(): {
            "waiting_events": row["count"],
            "oldest_event_at": row["oldest"],
        }
        for row in rows
    }


def _due(scope: ConnectionQuerySet, now: datetime) -> Facts:
    states = OperationState
    due = Q(state__in=(states.READY, states.CHECKING, states.SENDING), due_at__lte=now)
    rows = (
        Operation.objects.open()
        .filter(connection__in=scope)
        .order_by()
        .values("connection")
        .annotate(
            due=Count("pk", filter=due),
            oldest=Min("due_at", filter=due),
            waiting=Count("pk", filter=Q(state=states.WAITING)),
        )
    )
    return {
        row["connection"]: {
            "due_operations": row["due"],
            "oldest_due_at": row["oldest"],
            "waiting_operations": row["waiting"],
        }
        for row in rows
    }


def _refused(scope: ConnectionQuerySet, now: datetime) -> Facts:
    rows = (
        Operation.objects.filter(
            connection__in=scope, state=OperationState.REFUSED, finished_at__gte=now - DAY
        )
        .order_by()
        .values_list("connection", "error_code")
        .annotate(count=Count("pk"))
    )
    found: Facts = defaultdict(dict)
    for pk, code, count in rows:
        found[pk].setdefault("refused_operations", {})[code or "refused"] = count
    return found
