"""What a worker does by itself, and how often. ``manage.py xero_schedules`` sets it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import background
from .background.celery import beat_entry

__all__ = ["celery_beat_schedule"]

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Schedule:
    """A task by its dotted path, run every so many minutes."""

    name: str
    task: str
    minutes: int


SCHEDULES = (
    Schedule("xero-outbox", "xero_integration.outbox.tasks.sweep", 1),
    Schedule("xero-polls", "xero_integration.sync.tasks.plan_polls", 1),
    Schedule("xero-sweep", "xero_integration.sync.tasks.sweep_every_connection", DAY),
    Schedule("xero-webhooks", "xero_integration.sync.tasks.drain_webhooks", 1),
    Schedule("xero-lists", "xero_integration.reference.tasks.refresh_every_connection", DAY // 4),
    Schedule(
        "xero-lists-fully", "xero_integration.reference.tasks.refresh_every_connection_fully", DAY
    ),
    Schedule("xero-check-up", "xero_integration.upkeep.tasks.check_every_connection", DAY),
    Schedule("xero-keep-alive", "xero_integration.connections.tasks.keep_alive", DAY),
    Schedule("xero-keys", "xero_integration.connections.tasks.rotate_keys", DAY),
    Schedule("xero-forget-answers", "xero_integration.api.tasks.forget_old", DAY),
    Schedule("xero-forget-old", "xero_integration.sync.tasks.forget_old", DAY),
    Schedule("xero-forget", "xero_integration.connections.tasks.forget_abandoned", DAY),
)


def celery_beat_schedule() -> dict[str, dict[str, Any]]:
    """For hosts on Celery: what belongs into ``app.conf.beat_schedule`` of their Celery app.

    Safe to import before the apps are ready, where Celery apps are made.
    """
    return {entry.name: beat_entry(entry.task, entry.minutes) for entry in SCHEDULES}


def set_up() -> None:
    """Write every schedule to the queue; doing it again changes nothing."""
    for entry in SCHEDULES:
        background.schedule(entry.name, entry.task, entry.minutes)
