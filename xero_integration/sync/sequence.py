"""Webhook events are numbered per app; a gap hints that some were lost.

Never more than a hint: Xero does not promise the numbers, and deliveries may overtake each
other. So all it does is to have the documents of every organisation polled at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from .models import PollState, Resource, WebhookEvent, WebhookStatus

OFTEN_ENOUGH = timedelta(minutes=10)
DOCUMENTS = (Resource.INVOICES, Resource.CREDIT_NOTES)


def doubt_gaps(events: Iterable[WebhookEvent]) -> None:
    """Compare the numbers of a claim with the last one known; remember the highest."""
    numbers = sorted(event.sequence for event in events if event.sequence)
    status = WebhookStatus.objects.filter(pk=1)
    last = status.values_list("last_sequence", flat=True).first()
    if not numbers or last is None:
        return
    if last and _are_missing(last, numbers[-1]):
        status.update(gaps=F("gaps") + 1)
        now = timezone.now()
        lately = PollState.objects.filter(last_polled_at__gt=now - OFTEN_ENOUGH)
        documents = PollState.objects.filter(resource__in=DOCUMENTS, next_at__gt=now)
        documents.exclude(pk__in=lately.values("pk")).update(next_at=now)
    status.filter(last_sequence__lt=numbers[-1]).update(last_sequence=numbers[-1])


def _are_missing(last: int, highest: int) -> bool:
    """Whether numbers between are of no event that we know, in whatever category."""
    between = WebhookEvent.objects.filter(sequence__gt=last, sequence__lte=highest)
    return between.values("sequence").distinct().count() < highest - last
