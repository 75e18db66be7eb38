"""Drops what nobody looks at any more: counts of calls and webhook events that were dealt with."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ..connections import usage
from .models import EventState, WebhookEvent

EVENTS_KEPT = timedelta(days=31)
"""Xero repeats a delivery for a day; the rest is for whoever asks what happened."""


def forget_old() -> None:
    """What still waits is kept, however old it is."""
    now = timezone.now()
    usage.forget_old(now)
    over = WebhookEvent.objects.filter(received_at__lt=now - EVENTS_KEPT)
    over.exclude(state=EventState.WAITING).delete()
