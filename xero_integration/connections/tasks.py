"""What the queue calls for connections."""

from __future__ import annotations

import uuid

from . import reconnect_mail, services


def tell_of_loss(connection_id: str, tries: int = 0) -> None:
    """Mail who connected it that a new sign-in is needed, unless somebody signed in meanwhile."""
    reconnect_mail.tell(uuid.UUID(connection_id), tries)


def keep_alive() -> None:
    """Refresh what would expire unused."""
    services.keep_alive()


def forget_abandoned() -> None:
    """Drop sign-ins that nobody finished."""
    services.forget_abandoned()
