"""What other rooms and the pages ask of connections; the journeys live in their own modules."""

from __future__ import annotations

from .choosing import cancel_choice, choose_organisations, forget_abandoned
from .connecting import finish_connect, start_connect
from .disconnecting import disconnect
from .grants import mark_needs_sign_in, missing_scopes
from .models import Connection
from .preferring import prefer
from .reconnect_mail import announce as announce_loss
from .renaming import rename
from .results import ConnectResult
from .scopes import missing_for, scopes
from .session import keep_alive
from .still_connected import check_still_connected
from .terms import TermsNotAccepted, accept_terms, terms_are_due
from .writing import is_read_only_now, set_writing
from .xero import endpoints

__all__ = [
    "ConnectResult",
    "TermsNotAccepted",
    "accept_terms",
    "announce_loss",
    "cancel_choice",
    "check_still_connected",
    "choose_organisations",
    "current_connection",
    "disconnect",
    "endpoints",
    "feature_is_granted",
    "finish_connect",
    "forget_abandoned",
    "is_read_only_now",
    "keep_alive",
    "last_disconnected",
    "mark_needs_sign_in",
    "missing_scopes",
    "prefer",
    "rename",
    "scopes",
    "set_writing",
    "start_connect",
    "terms_are_due",
    "usable_connections",
]


def usable_connections(tenant: str) -> list[Connection]:
    """What a tenant's deals may choose from, the preferred or else oldest first; broken ones too.

    The first one is the default even when it is broken: silently writing into another
    organisation would be worse than asking for repair.
    """
    mine = Connection.objects.of_tenant(tenant).connected().select_related("grant")
    return list(mine.preferred_first())


def current_connection(tenant: str, *, chosen: str = "") -> Connection | None:
    """The connection a deal uses: the one whose id was ``chosen``, else the first of them.

    An id that is unknown, disconnected or another tenant's gives None.
    """
    mine = usable_connections(tenant)
    if chosen:
        return next((each for each in mine if str(each.pk) == chosen), None)
    return mine[0] if mine else None


def last_disconnected(tenant: str) -> Connection | None:
    """What a tenant's deals were invoiced in last, where nothing is connected any more."""
    gone = Connection.objects.of_tenant(tenant).disconnected().select_related("grant")
    return gone.order_by("-disconnected_at", "-connected_at").first()


def feature_is_granted(connection: Connection, feature: str) -> bool:
    """Tell whether the scopes of this connection cover a feature; others stay unharmed."""
    grant = connection.grant
    return grant is not None and not missing_for(feature, grant.scopes.split())
