"""Reads what the inbox announces: claimed by lease, newest per resource, forty ids a call.

What the mirror already holds costs no call: most events are echoes of our own writes. A
process that dies leaves its claim behind, which is free again when the lease ends.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from itertools import groupby

from django.utils import timezone

from ..connections.models import Connection, ConnectionState
from . import inbox, sequence
from .drain_visit import LEASE, Visit
from .models import WebhookEvent, WebhookStatus

logger = logging.getLogger(__name__)

CLAIM = 2000
"""Events of one claim; they are grouped, so that a burst needs few calls."""

MOST_CLAIMS = 20


def drain() -> int:
    """Read what is due until nothing is; returns how many events were settled or put off."""
    # First the flag, then the events: what arrives from now on asks for a drain of its own.
    WebhookStatus.objects.filter(pk=1).update(drain_asked_at=None)
    inbox.unpack()
    settled = 0
    for _turn in range(MOST_CLAIMS):
        token, events = _claim()
        if not events:
            return settled
        sequence.doubt_gaps(events)
        _supersede(events, token)
        _read(events, token)
        settled += len(events)
    inbox.ask_for_drain(timezone.now())
    return settled


def _claim() -> tuple[uuid.UUID, list[WebhookEvent]]:
    now = timezone.now()
    due = WebhookEvent.objects.due(now).order_by("due_at", "id").values_list("pk", flat=True)
    token = WebhookEvent.objects.claim(list(due[:CLAIM]), now=now, until=now + LEASE)
    return token, list(WebhookEvent.objects.filter(lease_token=token))


def _supersede(events: list[WebhookEvent], token: uuid.UUID) -> None:
    """Only the newest event of a resource is read; the others are told by it. In place."""
    newest: dict[tuple[str, str, str], WebhookEvent] = {}
    for event in events:
        key = (event.xero_tenant_id, event.category, event.resource_id)
        held = newest.get(key)
        if held is None or _moment(held) <= _moment(event):
            newest[key] = event
    chosen = {event.pk for event in newest.values()}
    older = [event.pk for event in events if event.pk not in chosen]
    WebhookEvent.objects.held_by(token).settle(older, "superseded", timezone.now())
    events[:] = list(newest.values())


def _moment(event: WebhookEvent) -> float:
    return event.happened_at.timestamp() if event.happened_at else 0.0


def _read(events: list[WebhookEvent], token: uuid.UUID) -> None:
    ordered = sorted(events, key=lambda event: event.xero_tenant_id)
    for tenant_id, of_tenant in groupby(ordered, key=lambda event: event.xero_tenant_id):
        _read_organisation(tenant_id, list(of_tenant), token)


def _read_organisation(tenant_id: str, events: list[WebhookEvent], token: uuid.UUID) -> None:
    """One organisation may be connected for several tenants of the host: each is told."""
    connections = _connections(tenant_id)
    if not connections:
        mine = WebhookEvent.objects.held_by(token)
        mine.set_aside([event.pk for event in events], timezone.now())
        return
    visits = [Visit(connection, events, token) for connection in connections]
    for visit in visits:
        visit.make()
    _settle(events, visits, token)


def _connections(tenant_id: str) -> list[Connection]:
    mine = Connection.objects.filter(xero_tenant_id__iexact=tenant_id)
    return list(mine.exclude(state=ConnectionState.DISCONNECTED).select_related("grant"))


def _settle(events: Iterable[WebhookEvent], visits: list[Visit], token: uuid.UUID) -> None:
    """An event is done when every connection has read it; else it comes back when it may."""
    now, mine = timezone.now(), WebhookEvent.objects.held_by(token)
    outcomes: dict[str, list[int]] = {}
    for event in events:
        again = [visit.again_at[event.pk] for visit in visits if event.pk in visit.again_at]
        if again:
            mine.put_off(event.pk, max(again))
        else:
            outcome = visits[0].outcomes.get(event.pk, "read")
            outcomes.setdefault(outcome, []).append(event.pk)
    for outcome, pks in outcomes.items():
        mine.settle(pks, outcome, now)
