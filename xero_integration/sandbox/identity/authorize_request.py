"""The parameters of the authorize address, checked as strictly as Xero checks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xero_integration.sandbox.identity import scopes
from xero_integration.sandbox.identity.state import App, IdentityState


class AuthorizeRefused(Exception):
    """Xero shows its own error page for these and does not return to the app.

    Wording as in https://github.com/XeroAPI/xero-netstandard-oauth2-samples/issues/5 and
    https://github.com/XeroAPI/xero-python-oauth2-app/issues/14.
    """

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error} : {description}")
        self.error = error


@dataclass(frozen=True)
class AuthorizeRequest:
    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    nonce: str
    challenge: str
    several: bool

    @property
    def connects(self) -> bool:
        """Signing in asks only for identity; anything else needs an organisation."""
        return not scopes.OPEN_ID.issuperset(self.scopes)


def read(state: IdentityState, values: Mapping[str, str]) -> AuthorizeRequest:
    """Return the checked request or raise AuthorizeRefused."""
    app = state.apps.get(values.get("client_id", ""))
    if app is None:
        raise AuthorizeRefused("unauthorized_client", "Unknown client or client not enabled")
    if values.get("redirect_uri", "") not in app.redirect_uris:
        raise AuthorizeRefused("unauthorized_client", "Invalid redirect_uri")
    if values.get("response_type") != "code":
        raise AuthorizeRefused("unsupported_response_type", "Response type not supported")
    asked = tuple(values.get("scope", "").split())
    _check_scopes(state, app, asked)
    _check_challenge(app, values)
    return AuthorizeRequest(
        client_id=app.client_id,
        redirect_uri=values["redirect_uri"],
        scopes=asked,
        state=values.get("state", ""),
        nonce=values.get("nonce", ""),
        challenge=values.get("code_challenge", ""),
        several="bulk_connect:false" not in values.get("acr_values", ""),
    )


def _check_scopes(state: IdentityState, app: App, asked: tuple[str, ...]) -> None:
    unknown = scopes.unknown(asked)
    if unknown or not asked:
        raise AuthorizeRefused("invalid_scope", " ".join(unknown) or "No scope given")
    may_be_broad = app.broad_scopes and not state.broad_scopes_ended
    if scopes.APP_LEVEL.intersection(asked) or (
        not may_be_broad and scopes.BROAD.intersection(asked)
    ):
        raise AuthorizeRefused("unauthorized_client", "Invalid scope for client")


def _check_challenge(app: App, values: Mapping[str, str]) -> None:
    challenge = values.get("code_challenge", "")
    if not challenge:
        if app.secret is None:
            raise AuthorizeRefused("invalid_request", "code challenge required")
        return
    # 43 to 128 characters is RFC 7636's bound; an S256 challenge always has 43.
    if values.get("code_challenge_method") != "S256" or len(challenge) != 43:
        raise AuthorizeRefused("invalid_request", "Transform algorithm not supported")
