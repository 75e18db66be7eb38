"""Disconnecting (P08): stop at once, wipe the secrets, tell Xero, keep the history."""

from __future__ import annotations

import logging

from django.utils import timezone

from ..access.actors import Actor
from .leaving import leave_grant
from .models import Connection, ConnectionState

# Kept as the reason of the state, so that the page can say it as long as it is true.
NOT_TOLD = "xero_not_told"

logger = logging.getLogger(__name__)


def disconnect(connection: Connection, *, actor: Actor) -> bool:
    """Disconnect; False when Xero could not be told and a person has to remove it there.

    The state comes first: from then on no process gets a client for it. Asking twice is
    harmless and finishes what a crash in between left undone.
    """
    Connection.objects.filter(pk=connection.pk).connected().update(
        state=ConnectionState.DISCONNECTED,
        state_reason="",
        disconnected_at=timezone.now(),
    )
    connection.refresh_from_db()
    grant = connection.grant
    told = grant is not None and leave_grant(grant, connection_id=connection.xero_connection_id)
    told = _leave_standbys(connection) and told
    if grant is not None and not told:
        Connection.objects.filter(pk=connection.pk).update(state_reason=NOT_TOLD)
        connection.state_reason = NOT_TOLD
    logger.info(
        "Disconnected from Xero",
        extra={"connection": str(connection.pk), "actor": actor.key, "told_xero": told},
    )
    return told


def _leave_standbys(connection: Connection) -> bool:
    """Others who signed in for it too are left as well; a second try finds those that remain."""
    told = True
    for standby in connection.standbys.select_related("grant"):
        told = leave_grant(standby.grant, connection_id=standby.xero_connection_id) and told
        standby.delete()
    return told
