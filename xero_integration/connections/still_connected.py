"""After a 403: is the organisation gone from the sign-in, or is only this call forbidden?"""

from __future__ import annotations

import logging

from ..client.records.connection import Connection as XeroConnection
from ..exceptions import ConnectionUnavailable, TokenRejected, XeroIntegrationError
from . import session
from .grants import mark_connection_lost
from .leaving import leave_if_idle
from .models import Connection, ConnectionState

logger = logging.getLogger(__name__)

REASON = "tenant_forbidden"


def check_still_connected(connection: Connection) -> bool:
    """Call it after TenantForbidden, outside transactions; False when a person has to reconnect.

    Xero answers 403 both for an organisation that somebody removed and for a role that is too
    low, so the list of connections decides. Everything of the same sign-in that the list lacks
    is marked as lost, so that people hear of it once, unless another person's sign-in stands by.
    No answer changes nothing.
    """
    mine = Connection.objects.filter(grant=connection.grant_id, state=ConnectionState.ACTIVE)
    as_read = list(mine.select_related("grant"))
    if connection.pk not in {each.pk for each in as_read}:
        return False
    try:
        listed = {str(each.tenant_id).lower() for each in _listed(connection)}
    except ConnectionUnavailable:
        return False
    except XeroIntegrationError as error:
        logger.info(
            "Not known whether still connected",
            extra={"connection": str(connection.pk), "code": error.code},
        )
        return True
    former = as_read[0].grant
    gone = [each for each in as_read if each.xero_tenant_id.lower() not in listed]
    for each in gone:
        if mark_connection_lost(each, REASON):
            logger.warning("Removed at Xero", extra={"connection": str(each.pk)})
    if gone and former is not None:
        leave_if_idle(former)
    return Connection.objects.filter(pk=connection.pk, state=ConnectionState.ACTIVE).exists()


def _listed(connection: Connection) -> list[XeroConnection]:
    try:
        return session.identity_for(connection).identity.connections()
    except TokenRejected:
        session.refresh_now(connection)
        return session.identity_for(connection).identity.connections()
