"""The app's own few receivers, all wired here (rule R5)."""

from __future__ import annotations

from typing import Any

from .access.gate import watch_sign_ins
from .connections.models import Connection
from .outbox import services as outbox
from .reference import services as reference
from .signals import connection_made


def connect() -> None:
    """Wire the receivers; called once when the app is ready."""
    watch_sign_ins()
    connection_made.connect(on_connection_made, dispatch_uid="xero_integration.connection_made")


def on_connection_made(sender: type[Connection], connection: Connection, **_more: Any) -> None:
    """A new or renewed connection copies Xero's lists and sends what waited for it."""
    reference.fill(connection)
    outbox.resume(connection)
