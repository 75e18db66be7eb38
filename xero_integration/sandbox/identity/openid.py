"""OpenID Connect discovery, the key set and the userinfo endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from xero_integration.sandbox.identity import keys, scopes, tokens
from xero_integration.sandbox.identity.answers import bad_token, json_answer, missing_scope
from xero_integration.sandbox.identity.guard import authenticated
from xero_integration.sandbox.identity.state import state_of

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def discovery(sandbox: Sandbox, request: Request) -> Response:
    """Unlike Xero, the issuer is the sandbox's own address: one host plays them all."""
    base = sandbox.base_url
    return json_answer(
        {
            "issuer": base,
            "jwks_uri": f"{base}/.well-known/openid-configuration/jwks",
            "authorization_endpoint": f"{base}/identity/connect/authorize",
            "token_endpoint": f"{base}/connect/token",
            "userinfo_endpoint": f"{base}/connect/userinfo",
            "revocation_endpoint": f"{base}/connect/revocation",
            "scopes_supported": sorted(scopes.KNOWN),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": [
                "authorization_code",
                "client_credentials",
                "refresh_token",
            ],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["public"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


def jwks(sandbox: Sandbox, request: Request) -> Response:
    return json_answer(keys.jwks(state_of(sandbox.world)))


def userinfo(sandbox: Sandbox, request: Request) -> Response:
    bearer = authenticated(sandbox, request)
    if bearer.user is None:
        raise bad_token()
    if "openid" not in bearer.scopes:
        raise missing_scope()
    identity = {"sub": tokens.subject(bearer.user.id), "xero_userid": bearer.user.id}
    return json_answer(identity | tokens.personal_claims(bearer.user, bearer.scopes))
