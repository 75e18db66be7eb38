"""Registering apps under the rules of Xero's developer portal."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from xero_integration.sandbox.identity.state import App, IdentityState

MOST_REDIRECT_URIS = 50


def register_app(
    state: IdentityState,
    client_id: str,
    *,
    secret: str | None = None,
    name: str = "",
    redirect_uris: Sequence[str] = (),
    allow_loopback_ip: bool = False,
    broad_scopes: bool = False,
) -> App:
    """Add an app, or replace it; without a secret it is of the PKCE type."""
    for uri in redirect_uris:
        check_redirect_uri(uri, allow_loopback_ip=allow_loopback_ip)
    if len(redirect_uris) > MOST_REDIRECT_URIS:
        raise ValueError(f"An app has at most {MOST_REDIRECT_URIS} redirect URIs.")
    app = App(
        client_id=client_id,
        secret=secret,
        name=name or client_id,
        redirect_uris=list(redirect_uris),
        allow_loopback_ip=allow_loopback_ip,
        broad_scopes=broad_scopes,
    )
    state.apps[client_id] = app
    return app


def add_redirect_uri(app: App, uri: str) -> None:
    check_redirect_uri(uri, allow_loopback_ip=app.allow_loopback_ip)
    if uri not in app.redirect_uris:
        app.redirect_uris.append(uri)


def check_redirect_uri(uri: str, *, allow_loopback_ip: bool) -> None:
    """Xero takes https, and http for ``localhost`` alone; no wildcards."""
    parts = urlsplit(uri)
    local = ("localhost", "127.0.0.1") if allow_loopback_ip else ("localhost",)
    right_scheme = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in local)
    if not right_scheme or not parts.hostname or "*" in uri or parts.fragment:
        raise ValueError(f"{uri} is not allowed: use https, or http://localhost.")
