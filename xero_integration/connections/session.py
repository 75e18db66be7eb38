"""The one way to a client with a valid token, and the one refresher (rule R6).

Nothing here may run inside a database transaction: a rollback would lose rotated tokens,
and a person's click would hold rows while Xero answers. It is refused at once, so that a
mistake shows in the first test and not at the first expiry.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db import router, transaction
from django.utils import timezone

from ..client import TokenSet, XeroClient
from ..exceptions import (
    ConnectionUnavailable,
    NeedsSignIn,
    NotSent,
    RefreshBusy,
    Throttled,
    Unavailable,
    XeroIntegrationError,
)
from . import xero
from .admission import Priority
from .grants import open_tokens
from .models import Connection, ConnectionState, Grant, GrantState
from .places import Places
from .refreshing import renewed
from .usage import Meter

logger = logging.getLogger(__name__)

# Refreshed this long before the end, so that a call under way never meets it …
MARGIN = timedelta(minutes=2)
# … and usable until here when a refresh does not work out just now.
_LAST_CALL = timedelta(seconds=10)
# Xero forgets a refresh token after 60 unused days.
IDLE = timedelta(days=30)


def client_for(
    connection: Connection, *, wait: bool = False, priority: Priority | None = None
) -> XeroClient:
    """A client for this organisation with a token that is good for some minutes.

    ``wait`` is for people's requests: up to three seconds for another process's refresh, or
    for one of Xero's places. Workers never wait; they get RefreshBusy, and NoRoom from a call,
    which are retryable. ``priority`` is theirs: who may take how much of Xero's limits.
    """
    current, tokens = _signed_in(connection, partial(_valid_tokens, wait=wait))
    return _metered(current, tokens, _priority(priority, wait=wait), patient=wait)


def identity_for(connection: Connection) -> XeroClient:
    """A client for the identity service alone: it lists what the sign-in still reaches."""
    _current, tokens = _signed_in(connection, partial(_valid_tokens, wait=False))
    return xero.client(tokens)


def refresh_now(
    connection: Connection, *, wait: bool = False, priority: Priority | None = None
) -> XeroClient:
    """A client with a renewed token, after Xero rejected one that looked valid. Call once."""
    current, tokens = _signed_in(connection, partial(_renewed_tokens, wait=wait))
    return _metered(current, tokens, _priority(priority, wait=wait), patient=wait)


def keep_alive(*, idle: timedelta = IDLE) -> int:
    """Refresh grants that nobody used for a while; returns how many were renewed."""
    done = 0
    for grant in Grant.objects.unused_since(timezone.now() - idle):
        try:
            renewed(grant.pk, stale=open_tokens(grant.token_set))
        except XeroIntegrationError as error:
            # One that fails must not keep the others from living; it is tried again next time.
            logger.warning(
                "A grant was not kept alive", extra={"grant": str(grant.pk), "code": error.code}
            )
        else:
            done += 1
    return done


def _priority(asked: Priority | None, *, wait: bool) -> Priority:
    return asked or (Priority.PEOPLE if wait else Priority.SYNC)


def _metered(
    connection: Connection, tokens: TokenSet, priority: Priority, *, patient: bool
) -> XeroClient:
    organisation = connection.xero_tenant_id
    return xero.client(
        tokens,
        xero_tenant_id=organisation,
        on_answer=Meter(connection.pk, organisation),
        gate=Places(organisation, priority, patient),
    )


def _signed_in(
    connection: Connection, tokens_of: Callable[[Grant], TokenSet]
) -> tuple[Connection, TokenSet]:
    """The connection as it is now, and tokens of who is signed in for it.

    When that person's consent turns out to be lost, the next one's is used, if there is one.
    """
    current = _fresh_from_database(connection)
    while True:
        grant = _grant_of(current)
        try:
            return current, tokens_of(grant)
        except NeedsSignIn:
            current = _fresh_from_database(connection)
            if current.grant_id == grant.pk:
                raise


def _fresh_from_database(connection: Connection) -> Connection:
    """Read the row again: a disconnect in another process must stop this one at once."""
    with transaction.atomic(using=router.db_for_write(Grant), durable=True):
        return Connection.objects.select_related("grant").get(pk=connection.pk)


def _grant_of(connection: Connection) -> Grant:
    if connection.state == ConnectionState.DISCONNECTED:
        raise ConnectionUnavailable(f"Connection {connection.pk} is disconnected.")
    grant = connection.grant
    if grant is None or grant.state != GrantState.ACTIVE or not connection.is_usable:
        raise NeedsSignIn(f"Connection {connection.pk} needs a sign-in.")
    return grant


def _renewed_tokens(grant: Grant, *, wait: bool) -> TokenSet:
    return renewed(grant.pk, stale=open_tokens(grant.token_set), wait=wait)


def _valid_tokens(grant: Grant, *, wait: bool) -> TokenSet:
    tokens = open_tokens(grant.token_set)
    now = timezone.now()
    if not tokens.expires_within(MARGIN, now=now):
        return tokens
    usable = not tokens.expires_within(_LAST_CALL, now=now)
    try:
        return renewed(grant.pk, stale=tokens, wait=wait and not usable)
    except (RefreshBusy, NotSent, Throttled, Unavailable):
        if usable:
            return tokens
        raise
