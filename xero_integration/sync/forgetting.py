"""Drops what nobody looks at any more: counts of calls, events dealt with, sweeps of last year."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ..connections import usage
from .models import NOT_YET, EventState, Sweep, UnreadDelivery, WebhookEvent

EVENTS_KEPT = timedelta(days=31)
"""Xero repeats a delivery for a day; the rest is for whoever asks what happened."""

SWEEPS_KEPT = timedelta(days=400)
"""With their repairs: whoever closes a year can see what was mended in it."""


def forget_old() -> None:
    """What still waits is kept, however old it is."""
    now = timezone.now()
    usage.forget_old(now)
    over = WebhookEvent.objects.filter(received_at__lt=now - EVENTS_KEPT)
    over.exclude(state=EventState.WAITING).delete()
    unreadable = UnreadDelivery.objects.exclude(reason=NOT_YET)
    unreadable.filter(received_at__lt=now - EVENTS_KEPT).delete()
    Sweep.objects.filter(started_at__lt=now - SWEEPS_KEPT).delete()
