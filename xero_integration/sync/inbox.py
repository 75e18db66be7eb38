"""Keeps what Xero's webhooks say, each event once, and has it read soon.

Deliveries come at least once and in any order; an event is the same when organisation,
resource, category, type and moment are.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from .. import background
from ..client import webhooks
from ..client.webhooks import Delivery, Event
from ..connections.models import Connection
from .models import NOT_YET, EventState, UnreadDelivery, WebhookEvent, WebhookStatus

logger = logging.getLogger(__name__)

DRAIN_TASK = "xero_integration.sync.tasks.drain_webhooks"
READ = frozenset({"INVOICE", "CREDITNOTE", "CONTACT"})
"""Categories whose events lead to something; others are kept and counted."""

LONG = 64 * 1024
"""Bytes: some 250 events. Xero's deliveries are a few kilobytes, and 5 s are not to be spent."""

LARGEST = 2**62
ASKED_FOR = timedelta(seconds=30)
"""How long a drain that was asked for counts as coming; then it is asked for again."""


def receive(body: bytes) -> None:
    """Keep one proven delivery within the time of an answer: a long one is put aside whole."""
    if len(body) <= LONG:
        take_in(body)
        return
    now = timezone.now()
    with transaction.atomic():
        _keep_unread(body, now, NOT_YET)
        ask_for_drain(now)


def unpack() -> None:
    """Take in what was put aside. Who dies on the way, or comes second, does no harm."""
    for delivery in UnreadDelivery.objects.filter(reason=NOT_YET).order_by("pk"):
        with transaction.atomic():
            take_in(bytes(delivery.body))
            delivery.delete()


def take_in(body: bytes) -> int:
    """Keep the events of one proven delivery; returns how many it held.

    Two statements, and no row that every delivery would wait for: a burst is taken in as
    fast as the database commits.
    """
    now = timezone.now()
    delivery = _read(body, now)
    if delivery is None:
        return 0
    rows, odd = _rows(delivery, now)
    with transaction.atomic():
        if odd:
            _keep_unread(body, now, "odd event")
        WebhookEvent.objects.bulk_create(rows, ignore_conflicts=True)
        if any(row.state == EventState.WAITING for row in rows):
            ask_for_drain(now)
        else:
            _hear(now)
    return len(rows)


def _numbered(delivery: Delivery) -> Iterable[tuple[Event, int]]:
    """Each event with its number in the app's sequence, 0 where Xero gave none."""
    first = delivery.first_event_sequence
    first = first if 0 < first < LARGEST else 0
    return ((event, first + at if first else 0) for at, event in enumerate(delivery.events))


def ask_for_drain(now: datetime) -> None:
    """Have the inbox read: one task for a whole burst, whoever asks first."""
    nobody = Q(drain_asked_at=None) | Q(drain_asked_at__lt=now - ASKED_FOR)
    asked = {"drain_asked_at": now, "last_event_at": now, "last_delivery_at": now}
    status = WebhookStatus.objects.filter(pk=1)
    if status.filter(nobody).update(**asked) or _is_first(status, asked):
        background.enqueue(DRAIN_TASK)


def _hear(now: datetime) -> None:
    """A delivery without work, as when Xero checks the address."""
    status = WebhookStatus.objects.filter(pk=1)
    if not status.update(last_delivery_at=now):
        _is_first(status, {"last_delivery_at": now})


def _is_first(status: QuerySet[WebhookStatus], values: dict[str, datetime]) -> bool:
    """Make the one row, unless it is there."""
    return not status.exists() and WebhookStatus.objects.get_or_create(pk=1, defaults=values)[1]


def welcome(connection: Connection) -> None:
    """An organisation that was unknown when its events came is known now: read them."""
    unknown = WebhookEvent.objects.filter(
        state=EventState.UNKNOWN, xero_tenant_id=connection.xero_tenant_id.lower()
    )
    now = timezone.now()
    if unknown.update(state=EventState.WAITING, due_at=now, finished_at=None):
        ask_for_drain(now)


def _read(body: bytes, now: datetime) -> Delivery | None:
    """The delivery; None when nothing of it can be read, which is kept as it is."""
    try:
        return webhooks.parse(body)
    except (ValueError, RecursionError) as error:
        reason = type(error).__name__
    delivery = _what_can_be_read(body)
    logger.error("A signed webhook delivery can't be read", extra={"reason": reason})
    _keep_unread(body, now, reason)
    return delivery


def _keep_unread(body: bytes, now: datetime, reason: str) -> None:
    UnreadDelivery.objects.create(received_at=now, body=body, reason=reason)


class _Loose(msgspec.Struct, rename="camel"):
    events: list[msgspec.Raw] = []


def _what_can_be_read(body: bytes) -> Delivery | None:
    """One event of an unforeseen shape must not hide the others of its delivery."""
    try:
        loose = msgspec.json.decode(body, type=_Loose)
    except (ValueError, RecursionError):
        return None
    events = []
    for raw in loose.events:
        try:
            events.append(msgspec.json.decode(raw, type=Event))
        except (ValueError, RecursionError):
            continue
    return Delivery(events=events)


def _rows(delivery: Delivery, now: datetime) -> tuple[list[WebhookEvent], bool]:
    """A row per event, and whether some had values that no row can hold."""
    rows, odd = [], False
    for event, sequence in _numbered(delivery):
        try:
            rows.append(_row(event, sequence, now))
        except (ValueError, OverflowError):
            odd = True
    return rows, odd


def _row(event: Event, sequence: int, now: datetime) -> WebhookEvent:
    is_read = event.category in READ
    return WebhookEvent(
        key=_key(event),
        xero_tenant_id=str(event.tenant_id),
        resource_id=str(event.resource_id),
        category=_text(event.category)[:40],
        kind=_text(event.kind)[:20],
        sequence=sequence,
        happened_at=event.event_date_utc,
        received_at=now,
        due_at=now,
        state=EventState.WAITING if is_read else EventState.UNUSED,
        finished_at=None if is_read else now,
    )


def _text(value: str) -> str:
    """PostgreSQL holds any character but NUL."""
    return value.replace("\0", "")


def _key(event: Event) -> str:
    moment = event.event_date_utc.isoformat() if event.event_date_utc else event.date_wire or ""
    parts = (str(event.tenant_id), str(event.resource_id), event.category, event.kind, moment)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
