"""Reading and writing a grant's tokens, and the one way a grant is lost."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..client import TokenSet
from ..signals import connection_lost
from .encryption import NOTHING, Sealed, seal
from .models import Connection, ConnectionState, Grant, GrantState
from .scopes import missing
from .standbys import forget_of, take_over

logger = logging.getLogger(__name__)

# https://developer.xero.com/faq/oauth2: a used refresh token works for 30 more minutes.
GRACE = timedelta(minutes=30)


def open_tokens(sealed: Sealed) -> TokenSet:
    """Decrypt a token set; EncryptionKeyError when no key fits."""
    return TokenSet.from_json(sealed.open())


def columns_for(tokens: TokenSet) -> dict[str, Any]:
    """What a grant's row says about a token set."""
    return {
        "token_set": seal(tokens.to_json()),
        "scopes": " ".join(sorted(tokens.scopes)),
        "expires_at": tokens.expires_at,
        "refreshed_at": timezone.now(),
    }


def replace_tokens(grant: Grant, fresh: TokenSet, *, used: Sealed, used_until: Any) -> bool:
    """Save a refreshed set over exactly the one that was read; say whether that worked.

    It fails when a new sign-in, a disconnect or another refresh came first: what they
    stored wins. ``used`` is the set whose refresh token was just spent.
    """
    saved = (
        Grant.objects.active()
        .filter(pk=grant.pk, token_version=grant.token_version)
        .update(
            **columns_for(fresh),
            token_version=F("token_version") + 1,
            previous_token_set=used,
            previous_until=used_until,
        )
    )
    return bool(saved)


def wipe(grant: Grant) -> None:
    """Forget every secret of a grant that no connection lives from any more."""
    Grant.objects.filter(pk=grant.pk).update(
        token_set=NOTHING,
        previous_token_set=NOTHING,
        previous_until=None,
        expires_at=None,
        lease_token=None,
        lease_until=None,
        state=GrantState.REVOKED,
        token_version=F("token_version") + 1,
    )


def mark_needs_sign_in(grant: Grant, reason: str) -> bool:
    """Stop a grant, and its connections until somebody signs in; True for the first to notice.

    Connections for which another person's consent stands by go on with that. ``grant`` must be
    as it was read before Xero refused it: a sign-in since then wins.
    """
    with transaction.atomic():
        lost = (
            Grant.objects.active()
            .filter(pk=grant.pk, token_version=grant.token_version)
            .update(state=GrantState.NEEDS_SIGN_IN, token_version=F("token_version") + 1)
        )
        if not lost:
            return False
        forget_of(grant)
        for connection in grant.connections.filter(state=ConnectionState.ACTIVE):
            if take_over(connection):
                continue
            connection.state = ConnectionState.NEEDS_SIGN_IN
            connection.state_reason = reason
            connection.save(update_fields=["state", "state_reason"])
            _announce_lost(connection, reason)
        if not grant.connections.connected().exists():
            wipe(grant)
    logger.warning("A Xero grant was lost", extra={"grant": str(grant.pk), "reason": reason})
    return True


def mark_connection_lost(connection: Connection, reason: str) -> bool:
    """Stop one connection whose organisation left the grant; True for the first to notice.

    It goes on when another person's consent stands by. ``connection`` must be as it was read
    before Xero was asked: a reconnect since then wins.
    """
    with transaction.atomic():
        if take_over(connection):
            return False
        as_read = Connection.objects.filter(
            pk=connection.pk,
            state=ConnectionState.ACTIVE,
            grant=connection.grant_id,
            xero_connection_id=connection.xero_connection_id,
        )
        lost = as_read.update(state=ConnectionState.NEEDS_SIGN_IN, state_reason=reason)
        if lost:
            connection.refresh_from_db()
            _announce_lost(connection, reason)
    return bool(lost)


def missing_scopes(grant: Grant) -> list[str]:
    """Scopes that the features in the settings need and this grant lacks."""
    return missing(grant.scopes.split())


def _announce_lost(connection: Connection, reason: str) -> None:
    send = partial(
        connection_lost.send_robust, sender=Connection, connection=connection, reason=reason
    )
    transaction.on_commit(send)
