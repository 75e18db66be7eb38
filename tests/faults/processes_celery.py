"""The Celery app of the processes that are killed, made as a host makes its own."""

from __future__ import annotations

import os

from celery import Celery

from xero_integration.schedules import celery_beat_schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.processes_settings")

app = Celery("processes")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = celery_beat_schedule()
