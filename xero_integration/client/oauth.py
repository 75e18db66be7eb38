"""Signing in at Xero: the authorization code flow with PKCE, refresh and revocation."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

import requests
from oauthlib.oauth2 import OAuth2Error
from requests.adapters import BaseAdapter
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from xero_integration.exceptions import Unavailable, XeroError

from . import retry
from .endpoints import Endpoints
from .hidden import Hidden
from .oauth_answers import require_success
from .oauth_transport import PlainHTTP, as_https, as_named, session_through
from .session import pooled
from .timeouts import Timeouts
from .tokens import TokenSet

R = TypeVar("R")


@dataclass(frozen=True)
class OAuthConfig:
    """The app as registered at Xero. Apps of the PKCE type have no secret."""

    client_id: str
    client_secret: str = field(repr=False)
    endpoints: Endpoints = field(default_factory=Endpoints.real)
    transport: BaseAdapter | None = field(default=None, repr=False)
    timeouts: Timeouts = field(default_factory=Timeouts)


def pkce_pair() -> tuple[str, str]:
    """Make a verifier to keep and the S256 challenge to send (RFC 7636)."""
    verifier = Hidden(secrets.token_urlsafe(64))
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def authorization_url(
    config: OAuthConfig,
    *,
    scopes: Iterable[str],
    state: str,
    code_challenge: str,
    redirect_uri: str,
    acr: str | None = None,
) -> str:
    """Build the address of Xero's consent page, which must be opened top level."""
    session = OAuth2Session(config.client_id, redirect_uri=redirect_uri, scope=list(scopes))
    extra = {"acr_values": acr} if acr else {}
    url, _ = session.authorization_url(
        as_https(config.endpoints.authorize),
        state=state,
        code_challenge=code_challenge,
        code_challenge_method="S256",
        **extra,
    )
    return as_named(url, config.endpoints.authorize)


def exchange_code(config: OAuthConfig, *, code: str, verifier: str, redirect_uri: str) -> TokenSet:
    """Turn the code, good once and for about five minutes, into tokens."""
    asked_at = datetime.now(UTC)

    def fetch(session: OAuth2Session) -> TokenSet:
        answer = session.fetch_token(
            as_https(config.endpoints.token),
            code=code,
            code_verifier=verifier,
            auth=_authentication(config),
            include_client_id=not config.client_secret,
            timeout=config.timeouts.pair,
        )
        return TokenSet.from_answer(answer, asked_at)

    return _ask(config, fetch, redirect_uri=redirect_uri)


def refresh(config: OAuthConfig, token_set: TokenSet) -> TokenSet:
    """Rotate the tokens. Only ``OAuthRefused`` says anything about the stored ones.

    After a lost answer the old refresh token works for 30 more minutes.
    """
    asked_at = datetime.now(UTC)

    def fetch(session: OAuth2Session) -> TokenSet:
        answer = session.refresh_token(
            as_https(config.endpoints.token),
            refresh_token=token_set.refresh_token,
            body=urlencode(_client_id(config)),
            auth=_authentication(config),
            timeout=config.timeouts.pair,
        )
        return TokenSet.from_answer(answer, asked_at, former=token_set)

    return _ask(config, fetch)


def revoke(config: OAuthConfig, token_set: TokenSet) -> None:
    """End the grant: every connection of this user to the app is removed at Xero."""

    def post(session: OAuth2Session) -> None:
        response = session.request(
            "POST",
            as_https(config.endpoints.revocation),
            data={"token": token_set.refresh_token, **_client_id(config)},
            auth=_authentication(config),
            timeout=config.timeouts.pair,
            withhold_token=True,
        )
        require_success(response)

    _ask(config, post)


def _authentication(config: OAuthConfig) -> Callable[[requests.PreparedRequest], Any]:
    """Authenticate the app; doing nothing explicitly keeps a ``.netrc`` out."""
    if config.client_secret:
        return HTTPBasicAuth(config.client_id, config.client_secret)
    return lambda request: request


def _client_id(config: OAuthConfig) -> dict[str, str]:
    """Name an app without a secret in the body, as nothing else names it."""
    return {} if config.client_secret else {"client_id": config.client_id}


def _ask(
    config: OAuthConfig,
    exchange: Callable[[OAuth2Session], R],
    *,
    redirect_uri: str | None = None,
) -> R:
    """Run one exchange; failures are not chained, as their causes hold secrets."""
    transport = config.transport if config.transport is not None else pooled()
    if config.endpoints.token.startswith("http://"):
        transport = PlainHTTP(transport)
    session = session_through(transport, config.client_id, redirect_uri)
    error: XeroError
    try:
        return exchange(session)
    except requests.RequestException as failure:
        error = retry.error_from("GET", failure)
    except OAuth2Error as failure:
        error = Unavailable(f"The identity server's answer can't be read: {type(failure).__name__}")
    except XeroError as failure:
        # Without the frames of the library, whose locals are tokens.
        error = failure.with_traceback(None)
    finally:
        if config.transport is None:
            session.close()
    raise error
