"""The door of the accounting paths: token, scope, organisation and role, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from xero_integration.sandbox.identity import keys, scopes
from xero_integration.sandbox.identity.answers import (
    Denied,
    bad_token,
    forbidden,
    missing_scope,
)
from xero_integration.sandbox.identity.state import READ_ONLY, App, User, state_of

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


@dataclass(frozen=True)
class Bearer:
    """Who holds a valid access token; ``user`` is None for a token of the app itself."""

    app: App
    user: User | None
    scopes: list[str]


@dataclass(frozen=True)
class Access:
    """Who calls, for which app, and on which organisation."""

    user: User
    app: App
    tenant_id: str
    role: str


def require(sandbox: Sandbox, request: Request, scope_alternatives: Sequence[str]) -> Access:
    """Let a call in if its token holds one of the scopes and its organisation is connected."""
    bearer = authenticated(sandbox, request)
    state = state_of(sandbox.world)
    if not scopes.opens(bearer.scopes, scope_alternatives, broad_ended=state.broad_scopes_ended):
        raise missing_scope()
    tenant_id = request.headers.get("xero-tenant-id", "").lower()
    user = bearer.user
    if user is None or tenant_id not in sandbox.world.organisations:
        raise forbidden()
    connections = state.active_connections(bearer.app.client_id, user.id)
    if all(connection.tenant_id != tenant_id for connection in connections):
        raise forbidden()
    if user.role == READ_ONLY and request.method not in ("GET", "HEAD"):
        raise forbidden()
    return Access(user=user, app=bearer.app, tenant_id=tenant_id, role=user.role)


def authenticated(sandbox: Sandbox, request: Request) -> Bearer:
    """Check the access token alone."""
    credentials = request.authorization
    if credentials is None or credentials.type != "bearer" or not credentials.token:
        raise bad_token()
    state = state_of(sandbox.world)
    try:
        claims = keys.verify(state, credentials.token)
    except keys.BadToken:
        raise bad_token() from None
    _check_expiry(claims, sandbox.clock.now())
    # An id_token is signed with the same key but names no client, so it opens nothing.
    app = state.apps.get(claims.get("client_id", ""))
    if app is None:
        raise bad_token()
    return Bearer(app, state.users.get(claims.get("xero_userid", "")), claims["scope"])


def _check_expiry(claims: dict[str, Any], now: datetime) -> None:
    expires = datetime.fromtimestamp(claims.get("exp", 0), UTC)
    if now >= expires:
        moment = expires.strftime("%m/%d/%Y %H:%M:%S")
        detail = f"TokenExpired: token expired at {moment}"
        raise Denied(401, detail, challenge="invalid_token")
