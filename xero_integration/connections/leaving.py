"""Giving back at Xero what is no longer used: connections, and the consent behind them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from ..client import TokenSet, oauth
from ..exceptions import EncryptionKeyError, NotFound, XeroError, XeroIntegrationError
from . import xero
from .grants import open_tokens, wipe
from .models import Connection, Grant, GrantState, Standby
from .organisations import Offered
from .refreshing import renewed

logger = logging.getLogger(__name__)

_ENOUGH = timedelta(seconds=30)


def leave(tokens: TokenSet, *, xero_user_id: str, connection_ids: Iterable[str]) -> bool:
    """Remove these connections at Xero and, if nothing else lives from it, the consent.

    Call it after the connections stopped counting as connected here. A connection that
    another tenant of this site uses stays: Xero has one per user and organisation. Revoking
    drops *every* connection of that Xero user to this app
    (https://developer.xero.com/documentation/guides/oauth2/auth-flow/#revoking-tokens), so it
    happens only when no connection of any tenant lives from the same user.

    Returns False when Xero could not be told everything.
    """
    removed = [_remove(tokens, each) for each in connection_ids if each and not _is_used(each)]
    if not _lives_from(xero_user_id):
        # The revocation alone is enough, should a removal have failed.
        return _revoke(tokens)
    return all(removed)


def _lives_from(xero_user_id: str) -> bool:
    stand_by = Standby.objects.living().of_user(xero_user_id)
    return Connection.objects.living_from(xero_user_id).exists() or stand_by.exists()


def give_back(tokens: TokenSet, offered: Iterable[Offered]) -> bool:
    """Undo at Xero what a sign-in brought, as far as nothing here lives from it."""
    connection_ids = [each.connection_id for each in offered]
    return leave(tokens, xero_user_id=tokens.xero_userid, connection_ids=connection_ids)


def leave_grant(grant: Grant, *, connection_id: str) -> bool:
    """Give back one connection of a stored grant; wipe the grant if it was the last one.

    Call it when neither the connection nor a standby names the grant for it any more, or when
    the connection is disconnected. The secrets go whether or not Xero could be told: a person
    asked for that.
    """
    if grant.state == GrantState.REVOKED:
        return True
    told = False
    if grant.state == GrantState.ACTIVE:
        tokens = _last_tokens(grant)
        told = tokens is not None and leave(
            tokens, xero_user_id=grant.xero_user_id, connection_ids=[connection_id]
        )
    if not grant.connections.connected().exists() and not grant.standbys.living().exists():
        wipe(grant)
    return told


def leave_if_idle(grant: Grant) -> None:
    """Give back a consent from which nothing here lives any more, since another took over."""
    if not grant.connections.connected().exists() and not grant.standbys.living().exists():
        leave_grant(grant, connection_id="")


def _last_tokens(grant: Grant) -> TokenSet | None:
    try:
        tokens = open_tokens(grant.token_set)
    except EncryptionKeyError as error:
        logger.warning("A grant can't be read", extra={"grant": str(grant.pk), "code": error.code})
        return None
    if not tokens.expires_within(_ENOUGH, now=timezone.now()):
        return tokens
    try:
        return renewed(grant.pk, stale=tokens)
    except XeroIntegrationError as error:
        # The refresh token in hand may still be good for the revocation.
        logger.info("No last refresh", extra={"grant": str(grant.pk), "code": error.code})
        return tokens


def _is_used(xero_connection_id: str) -> bool:
    same = {"xero_connection_id": xero_connection_id}
    stand_by = Standby.objects.living().filter(**same)
    return Connection.objects.connected().filter(**same).exists() or stand_by.exists()


def _remove(tokens: TokenSet, xero_connection_id: str) -> bool:
    try:
        xero.client(tokens).identity.disconnect(xero_connection_id)
    except NotFound:
        return True
    except XeroError as error:
        _note("A connection was not removed at Xero", error)
        return False
    return True


def _revoke(tokens: TokenSet) -> bool:
    try:
        oauth.revoke(xero.oauth_config(), tokens)
    except XeroError as error:
        _note("A consent was not revoked at Xero", error)
        return False
    return True


def _note(message: str, error: XeroError) -> None:
    logger.warning(message, extra={"code": error.code, "correlation_id": error.correlation_id})
