"""Several people's consents for one organisation: the newest is used, the others stand by.

Xero ties a consent to the person, who may leave the firm or revoke it any day. Whoever else
connected the same organisation then takes over without anybody noticing.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import transaction

from ..signals import connection_made
from .models import Connection, ConnectionState, Grant, GrantState, Standby

logger = logging.getLogger(__name__)

_TAKEN_OVER = (
    "xero_connection_id",
    "xero_role",
    "connected_by",
    "connected_by_name",
    "connected_by_email",
)


def stand_by(connection: Connection) -> Standby | None:
    """Keep the consent that a connection lives from, as another person's is about to replace it.

    ``connection`` is as it was before. None when there is nothing in it that could take over.
    """
    grant = connection.grant
    if connection.state != ConnectionState.ACTIVE or grant is None:
        return None
    if grant.state != GrantState.ACTIVE:
        return None
    values = {name: getattr(connection, name) for name in _TAKEN_OVER}
    standby, _created = Standby.objects.update_or_create(
        connection=connection, grant=grant, defaults=values
    )
    return standby


def take_over(connection: Connection) -> bool:
    """Go on with the newest consent that stands by; False when there is none.

    Call it in a transaction that has found the consent in use lost. ``connection`` must be as it
    was read: a sign-in since then wins, and counts as one that took over.
    """
    mine = Standby.objects.filter(connection=connection).exclude(grant=connection.grant_id)
    usable = mine.filter(grant__state=GrantState.ACTIVE).order_by("-created_at", "-pk")
    standby = usable.select_related("grant").first()
    if standby is None:
        return False
    values: dict[str, Any] = {name: getattr(standby, name) for name in _TAKEN_OVER}
    as_read = Connection.objects.filter(
        pk=connection.pk, state=ConnectionState.ACTIVE, grant=connection.grant_id
    )
    if as_read.update(grant=standby.grant, **values):
        standby.delete()
        connection.refresh_from_db()
        _announce(connection)
    return True


def forget_of(grant: Grant) -> None:
    """A lost consent can't take over anything, and a new sign-in says anew what it reaches."""
    Standby.objects.filter(grant=grant).delete()


def _announce(connection: Connection) -> None:
    """What had waited or failed meanwhile goes on, as after a reconnect."""
    logger.warning(
        "Another person's sign-in took over",
        extra={"connection": str(connection.pk), "grant": str(connection.grant_id)},
    )
    send = partial(connection_made.send_robust, sender=Connection, connection=connection)
    transaction.on_commit(send)
