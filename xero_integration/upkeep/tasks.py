"""What the queue calls: load, hand over."""

from __future__ import annotations

from ..connections.models import Connection
from . import services


def check_every_connection() -> None:
    """Scheduled, once a day: hand out one check-up per usable connection."""
    services.check_all()


def check_connection(pk: str) -> None:
    """Look at all that one connection names in Xero."""
    for connection in Connection.objects.filter(pk=pk):
        services.check(connection)
