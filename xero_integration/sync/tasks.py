"""What the queue calls: load, hand over."""

from __future__ import annotations

import uuid

from ..connections.models import Connection
from . import drain, forgetting, import_progress, planner, poll_work, sweep


def plan_polls() -> None:
    """Scheduled, every minute: hand out the polls that are due."""
    planner.plan()


def poll_claimed(token: str) -> None:
    """Make the polls of one claim."""
    poll_work.poll_claimed(uuid.UUID(token))


def resume_import(pk: str) -> None:
    """Go on with a first import that a person stopped."""
    for connection in Connection.objects.filter(pk=pk):
        import_progress.resume(connection)
    planner.plan()


def sweep_every_connection() -> None:
    """Scheduled, once a day: hand out one comparison per usable connection."""
    sweep.sweep_all()


def sweep_connection(pk: str) -> None:
    """Compare the open documents of one connection, or go on with it."""
    for connection in Connection.objects.filter(pk=pk):
        sweep.go_on(connection)


def drain_webhooks() -> None:
    """Read what the inbox holds; also every minute, for what a lost task left behind."""
    drain.drain()


def forget_old() -> None:
    """Scheduled, once a day: drop old counts and events."""
    forgetting.forget_old()
