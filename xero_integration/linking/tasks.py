"""What the queue calls: load the connection, hand over."""

from __future__ import annotations

from ..connections.models import Connection
from . import match_walk


def look_for_matches(connection_pk: str) -> None:
    """Go on with the look through the host's customers and products."""
    for connection in Connection.objects.filter(pk=connection_pk):
        match_walk.go_on(connection)
