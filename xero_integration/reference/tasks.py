"""Entries for the queue: load the connection, call the service."""

from __future__ import annotations

from ..connections.models import Connection
from . import refreshing


def fill_mirrors(connection_pk: str) -> None:
    """Go on with the first fill, or with lists that failed in passing."""
    for connection in Connection.objects.filter(pk=connection_pk):
        refreshing.continue_fill(connection)


def resume_filling(connection_pk: str) -> None:
    """Go on with a first fill that a person stopped or that was given up."""
    for connection in Connection.objects.filter(pk=connection_pk):
        refreshing.resume_fill(connection)


def refresh_mirrors(connection_pk: str) -> None:
    """Read what changed in every list, as a person asked."""
    for connection in Connection.objects.filter(pk=connection_pk):
        refreshing.refresh(connection)


def refresh_short_mirrors(connection_pk: str) -> None:
    """Read the short lists again; what changes in the long ones is polled."""
    for connection in Connection.objects.filter(pk=connection_pk):
        refreshing.refresh_short(connection)


def refresh_mirrors_fully(connection_pk: str) -> None:
    """Read everything again, which also finds what was deleted."""
    for connection in Connection.objects.filter(pk=connection_pk):
        refreshing.refresh(connection, full=True)


def refresh_every_connection() -> None:
    """Scheduled: hand out one refresh per usable connection."""
    refreshing.refresh_all()


def refresh_every_connection_fully() -> None:
    """Scheduled, once a day: as above, but everything again."""
    refreshing.refresh_all(full=True)
