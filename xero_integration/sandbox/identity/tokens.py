"""Making tokens: what each holds and how long it lives."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from xero_integration.sandbox.identity import keys
from xero_integration.sandbox.identity.state import (
    NAMESPACE,
    Grant,
    IdentityState,
    RefreshToken,
    User,
    state_of,
)

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

ACCESS_LIFE = timedelta(minutes=30)
ID_LIFE = timedelta(minutes=5)
REFRESH_LIFE = timedelta(days=60)
# Meant for answers that got lost; replays inside it mint a new pair each time.
GRACE = timedelta(minutes=30)


def token_set(sandbox: Sandbox, grant: Grant, *, with_nonce: bool) -> dict[str, Any]:
    """The answer of the token endpoint; the official SDK fails on any other field."""
    state = state_of(sandbox.world)
    now = sandbox.clock.now()
    access_token = keys.sign(state, _access_claims(sandbox.base_url, grant, now))
    answer: dict[str, Any] = {}
    if "openid" in grant.scopes:
        nonce = grant.nonce if with_nonce else None
        user = state.users[grant.user_id]
        claims = _id_claims(sandbox.base_url, grant, user, now)
        claims |= {"at_hash": keys.half_hash(access_token)} | ({"nonce": nonce} if nonce else {})
        answer["id_token"] = keys.sign(state, claims)
    answer["access_token"] = access_token
    answer["expires_in"] = int(ACCESS_LIFE.total_seconds())
    answer |= {"token_type": "Bearer"}
    if "offline_access" in grant.scopes:
        answer["refresh_token"] = _remember(state, grant, now)
    answer["scope"] = " ".join(grant.scopes)
    return answer


def app_token(sandbox: Sandbox, client_id: str, scopes: list[str]) -> dict[str, Any]:
    """A token of the app itself, for managing its connections without a user."""
    now = sandbox.clock.now()
    claims = _common(sandbox.base_url, now, ACCESS_LIFE) | {
        "aud": f"{sandbox.base_url}/resources",
        "client_id": client_id,
        "jti": secrets.token_hex(16),
        "scope": scopes,
    }
    return {
        "access_token": keys.sign(state_of(sandbox.world), claims),
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "token_type": "Bearer",
        "scope": " ".join(scopes),
    }


def is_usable(token: RefreshToken, now: datetime) -> bool:
    if token.first_used is not None:
        return now < token.first_used + GRACE
    return now < token.issued + REFRESH_LIFE


def _remember(state: IdentityState, grant: Grant, now: datetime) -> str:
    for spent in [key for key, token in state.refresh_tokens.items() if not is_usable(token, now)]:
        del state.refresh_tokens[spent]
    token = secrets.token_urlsafe(32)
    state.refresh_tokens[token] = RefreshToken(grant=grant, issued=now)
    return token


def _common(issuer: str, now: datetime, life: timedelta) -> dict[str, Any]:
    issued = int(now.timestamp())
    return {"iss": issuer, "nbf": issued, "exp": issued + int(life.total_seconds())}


def _session(grant: Grant) -> str:
    return uuid.uuid5(NAMESPACE, grant.auth_event_id).hex


def subject(user_id: str) -> str:
    """Xero's subject is another identifier than the user id."""
    return uuid.uuid5(NAMESPACE, f"subject of {user_id}").hex


def _access_claims(issuer: str, grant: Grant, now: datetime) -> dict[str, Any]:
    return _common(issuer, now, ACCESS_LIFE) | {
        "aud": f"{issuer}/resources",
        "client_id": grant.client_id,
        "sub": subject(grant.user_id),
        "auth_time": int(grant.auth_time.timestamp()),
        "xero_userid": grant.user_id,
        "global_session_id": _session(grant),
        "jti": secrets.token_hex(16),
        "authentication_event_id": grant.auth_event_id,
        "scope": list(grant.scopes),
    }


def _id_claims(issuer: str, grant: Grant, user: User, now: datetime) -> dict[str, Any]:
    claims = _common(issuer, now, ID_LIFE)
    claims |= {"iat": claims["nbf"], "aud": grant.client_id, "sub": subject(user.id)}
    claims |= {"auth_time": int(grant.auth_time.timestamp()), "xero_userid": user.id}
    claims |= {"sid": _session(grant), "global_session_id": _session(grant)}
    return claims | personal_claims(user, grant.scopes)


def personal_claims(user: User, scopes: list[str]) -> dict[str, str]:
    """What the profile and email scopes tell about a person."""
    claims: dict[str, str] = {}
    if "profile" in scopes:
        claims |= {"preferred_username": user.email, "name": user.name}
        claims |= {"given_name": user.given_name, "family_name": user.family_name}
    if "email" in scopes:
        claims["email"] = user.email
    return claims
