"""Moments as the tests of the queue name them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone


def ago(**passed: float) -> datetime:
    return timezone.now() - timedelta(**passed)


def ahead(**coming: float) -> datetime:
    return timezone.now() + timedelta(**coming)
