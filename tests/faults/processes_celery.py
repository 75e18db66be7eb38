"""The Celery app of the processes that are killed, made as a host makes its own."""

from __future__ import annotations

import os
from datetime import timedelta

from celery import Celery

from xero_integration.schedules import celery_beat_schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.processes_settings")

app = Celery("processes")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = celery_beat_schedule()
# A minute after its start is when beat sends what is due by the minute; no run waits that long.
app.conf.beat_schedule["xero-outbox"]["schedule"] = timedelta(seconds=5)
