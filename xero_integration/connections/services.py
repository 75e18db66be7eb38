"""What other rooms and the pages ask of connections; the journeys live in their own modules."""

from __future__ import annotations

from .choosing import cancel_choice, choose_organisations, forget_abandoned
from .connecting import finish_connect, start_connect
from .disconnecting import disconnect
from .grants import mark_needs_sign_in, missing_scopes
from .models import Connection
from .renaming import rename
from .results import ConnectResult
from .scopes import missing_for, scopes
from .session import keep_alive
from .xero import endpoints

__all__ = [
    "ConnectResult",
    "cancel_choice",
    "choose_organisations",
    "current_connection",
    "disconnect",
    "endpoints",
    "feature_is_granted",
    "finish_connect",
    "forget_abandoned",
    "keep_alive",
    "mark_needs_sign_in",
    "missing_scopes",
    "rename",
    "scopes",
    "start_connect",
]


def current_connection(tenant: str, *, name: str = "") -> Connection | None:
    """The connection that a tenant's deals use: the named one, else the first connected.

    A broken first one is returned too: silently writing into another organisation would be
    worse than asking for repair.
    """
    mine = Connection.objects.of_tenant(tenant).connected().select_related("grant")
    return (mine.filter(name=name) if name else mine.oldest_first()).first()


def feature_is_granted(connection: Connection, feature: str) -> bool:
    """Tell whether the scopes of this connection cover a feature; others stay unharmed."""
    grant = connection.grant
    return grant is not None and not missing_for(feature, grant.scopes.split())
