"""``POST /connect/token`` and ``POST /connect/revocation``: codes, refresh, revocation."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from xero_integration.sandbox.identity import keys, tokens
from xero_integration.sandbox.identity.answers import json_answer
from xero_integration.sandbox.identity.removing import forget
from xero_integration.sandbox.identity.state import App, AuthorizationCode, state_of

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


class OAuthRefused(Exception):
    """A refusal in OAuth's own words; Xero answers 400 to every one of them."""


def token(sandbox: Sandbox, request: Request) -> Response:
    """Answer a token request of any grant type."""
    try:
        app = _authenticated_app(sandbox, request)
        grant_type = request.form.get("grant_type", "")
        if grant_type not in GRANT_TYPES:
            raise OAuthRefused("unsupported_grant_type" if grant_type else "invalid_request")
        answer = GRANT_TYPES[grant_type](sandbox, request, app)
    except OAuthRefused as refusal:
        return json_answer({"error": str(refusal)}, status=400)
    return json_answer(answer)


def revoke(sandbox: Sandbox, request: Request) -> Response:
    """Forget a grant: every connection and refresh token of that user to that app."""
    try:
        app = _authenticated_app(sandbox, request)
    except OAuthRefused as refusal:
        return json_answer({"error": str(refusal)}, status=400)
    state = state_of(sandbox.world)
    known = state.refresh_tokens.get(request.form.get("token", ""))
    if known is not None and known.grant.client_id == app.client_id:
        forget(sandbox, app.client_id, known.grant.user_id)
    return Response(status=200)


def _authenticated_app(sandbox: Sandbox, request: Request) -> App:
    """Check the client by HTTP Basic or by fields of the form; Xero takes both."""
    basic = request.authorization
    if basic is not None and basic.type == "basic":
        client_id, secret = basic.username or "", basic.password or ""
    else:
        client_id = request.form.get("client_id", "")
        secret = request.form.get("client_secret", "")
    if not client_id:
        raise OAuthRefused("invalid_request")
    app = state_of(sandbox.world).apps.get(client_id)
    if app is None or not hmac.compare_digest((app.secret or "").encode(), secret.encode()):
        raise OAuthRefused("invalid_client")
    return app


def _by_code(sandbox: Sandbox, request: Request, app: App) -> dict[str, Any]:
    state = state_of(sandbox.world)
    # Presenting a code uses it up, whether or not the rest of the request is right.
    code = state.codes.pop(request.form.get("code", ""), None)
    redirect_uri = request.form.get("redirect_uri", "")
    if (
        code is None
        or code.grant.client_id != app.client_id
        or code.redirect_uri != redirect_uri
        or sandbox.clock.now() >= code.expires
        or not _proves(code, request.form.get("code_verifier", ""))
    ):
        raise OAuthRefused("invalid_grant")
    return tokens.token_set(sandbox, code.grant, with_nonce=True)


def _proves(code: AuthorizationCode, verifier: str) -> bool:
    """A verifier is required exactly when a challenge was given, and must belong to it."""
    if code.challenge is None:
        return not verifier
    if not VERIFIER.fullmatch(verifier):
        return False
    return hmac.compare_digest(keys.challenge_of(verifier), code.challenge)


def _by_refresh_token(sandbox: Sandbox, request: Request, app: App) -> dict[str, Any]:
    state, now = state_of(sandbox.world), sandbox.clock.now()
    known = state.refresh_tokens.get(request.form.get("refresh_token", ""))
    if known is None or known.grant.client_id != app.client_id:
        raise OAuthRefused("invalid_grant")
    if not tokens.is_usable(known, now):
        raise OAuthRefused("invalid_grant")
    known.first_used = known.first_used or now
    return tokens.token_set(sandbox, known.grant, with_nonce=False)


def _by_credentials(sandbox: Sandbox, request: Request, app: App) -> dict[str, Any]:
    """Only the app's own scope; custom connections are not built."""
    if app.secret is None:
        raise OAuthRefused("unauthorized_client")
    asked = request.form.get("scope", "app.connections").split()
    if asked != ["app.connections"]:
        raise OAuthRefused("invalid_scope")
    return tokens.app_token(sandbox, app.client_id, asked)


GRANT_TYPES: dict[str, Callable[[Sandbox, Request, App], dict[str, Any]]] = {
    "authorization_code": _by_code,
    "refresh_token": _by_refresh_token,
    "client_credentials": _by_credentials,
}
