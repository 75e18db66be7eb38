"""What a worker does for the API."""

from __future__ import annotations

from django.utils import timezone

from .models import KEPT, KeptAnswer


def forget_old() -> None:
    """Throw away answers that nobody may ask for any more."""
    KeptAnswer.objects.filter(began_at__lt=timezone.now() - KEPT).delete()
