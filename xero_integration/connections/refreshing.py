"""Renewing a grant's tokens at Xero: the only place that spends a refresh token."""

from __future__ import annotations

import logging
import time
import uuid
from datetime import timedelta

from django.utils import timezone

from ..client import TokenSet, oauth
from ..exceptions import (
    ConfigurationError,
    ConnectionUnavailable,
    NeedsSignIn,
    OAuthRefused,
    RefreshBusy,
    XeroIntegrationError,
)
from . import lease, xero
from .grants import GRACE, mark_needs_sign_in, open_tokens, replace_tokens
from .models import Grant, GrantState

logger = logging.getLogger(__name__)

# How long a person's request may wait for another process's refresh, and how often it looks.
PATIENCE = timedelta(seconds=3)
_GLANCE = 0.1


def renewed(grant_id: uuid.UUID, *, stale: TokenSet, wait: bool = False) -> TokenSet:
    """A newer token set than the stale one: from Xero, or from whoever renewed it meanwhile.

    Raises NeedsSignIn when Xero refuses the grant, RefreshBusy when another process is at
    it, Unavailable or NotSent when Xero can't be asked; those leave the tokens alone.
    """
    deadline = time.monotonic() + (PATIENCE.total_seconds() if wait else 0)
    while True:
        held = lease.take(grant_id)
        if held is not None:
            try:
                return _renew(grant_id, stale)
            finally:
                held.release()
        tokens = open_tokens(_active(grant_id).token_set)
        if tokens.access_token != stale.access_token:
            return tokens
        if time.monotonic() >= deadline:
            raise RefreshBusy(f"Grant {grant_id} is being refreshed elsewhere.")
        time.sleep(_GLANCE)


def _active(grant_id: uuid.UUID) -> Grant:
    grant = Grant.objects.get(pk=grant_id)
    if grant.state == GrantState.REVOKED:
        raise ConnectionUnavailable(f"Grant {grant_id} was given up.")
    if grant.state != GrantState.ACTIVE:
        raise NeedsSignIn(f"Grant {grant_id} is {grant.state}.")
    return grant


def _renew(grant_id: uuid.UUID, stale: TokenSet) -> TokenSet:
    """Refresh under the lease; what is stored is read again, it may be new by now."""
    grant = _active(grant_id)
    tokens = open_tokens(grant.token_set)
    if tokens.access_token != stale.access_token:
        return tokens
    try:
        fresh = _newest_or_previous(grant, tokens)
    except OAuthRefused as error:
        raise _meaning_of(error, grant) from None
    return fresh if fresh is not None else open_tokens(_active(grant_id).token_set)


def _newest_or_previous(grant: Grant, tokens: TokenSet) -> TokenSet | None:
    """Refresh with the newest token or, inside Xero's grace, with the one before it.

    Returns None when somebody else replaced the stored tokens while Xero was asked.
    """
    now = timezone.now()
    try:
        fresh = _ask(tokens)
        saved = replace_tokens(grant, fresh, used=grant.token_set, used_until=now + GRACE)
    except OAuthRefused as error:
        in_grace = grant.previous_until is not None and now < grant.previous_until
        if error.error != "invalid_grant" or not in_grace:
            raise
        fresh = _ask(open_tokens(grant.previous_token_set))
        # The grace counts from the first use, so its end stays.
        saved = replace_tokens(
            grant, fresh, used=grant.previous_token_set, used_until=grant.previous_until
        )
        logger.info("Recovered with the previous token", extra={"grant": str(grant.pk)})
    return fresh if saved else None


def _ask(tokens: TokenSet) -> TokenSet:
    return oauth.refresh(xero.oauth_config(), tokens)


def _meaning_of(error: OAuthRefused, grant: Grant) -> XeroIntegrationError:
    """Only ``invalid_grant`` is about the grant; anything else is about this app at Xero."""
    if error.error != "invalid_grant":
        return ConfigurationError(f"Xero refuses the app's credentials: {error.error}.")
    if not mark_needs_sign_in(grant, error.error):
        return RefreshBusy(f"Grant {grant.pk} was renewed by a sign-in meanwhile.")
    return NeedsSignIn(f"Xero answered invalid_grant for grant {grant.pk}.")
