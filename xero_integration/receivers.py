"""The app's own few receivers, all wired here (rule R5)."""

from __future__ import annotations

from typing import Any

from .access.gate import watch_sign_ins
from .connections import services as connections
from .connections.models import Connection
from .outbox import services as outbox
from .reference import services as reference
from .signals import connection_lost, connection_made, writing_switched
from .sync import inbox, planner


def connect() -> None:
    """Wire the receivers; called once when the app is ready."""
    watch_sign_ins()
    connection_made.connect(on_connection_made, dispatch_uid="xero_integration.connection_made")
    connection_lost.connect(on_connection_lost, dispatch_uid="xero_integration.connection_lost")
    writing_switched.connect(on_writing_switched, dispatch_uid="xero_integration.writing_switched")


def on_connection_made(sender: type[Connection], connection: Connection, **_more: Any) -> None:
    """A new or renewed connection copies Xero's lists, sends what waited for it, and is polled."""
    reference.fill(connection)
    outbox.resume(connection)
    planner.start(connection)
    inbox.welcome(connection)


def on_connection_lost(sender: type[Connection], connection: Connection, **_more: Any) -> None:
    """A lost connection is told to who made it."""
    connections.announce_loss(connection)


def on_writing_switched(
    sender: type[Connection], connection: Connection, on: bool, **_more: Any
) -> None:
    """What waited while the connection was read-only goes out."""
    if on:
        outbox.resume(connection)
