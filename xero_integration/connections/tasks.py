"""What the queue calls for connections."""

from __future__ import annotations

import logging
import uuid

from . import reconnect_mail, rotation, services

logger = logging.getLogger(__name__)


def tell_of_loss(connection_id: str, tries: int = 0) -> None:
    """Mail who connected it that a new sign-in is needed, unless somebody signed in meanwhile."""
    reconnect_mail.tell(uuid.UUID(connection_id), tries)


def rotate_keys() -> None:
    """Re-encrypt under the first key what an older one wrote; most days there is nothing."""
    result = rotation.rotate()
    if result.done:
        logger.info("Secrets were re-encrypted", extra={"secrets": result.done})
    if result.unreadable:
        logger.error("Secrets can't be read with any key", extra={"secrets": result.unreadable})


def keep_alive() -> None:
    """Refresh what would expire unused."""
    services.keep_alive()


def forget_abandoned() -> None:
    """Drop sign-ins that nobody finished."""
    services.forget_abandoned()
