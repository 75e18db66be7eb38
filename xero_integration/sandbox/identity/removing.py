"""What people do to apps under Settings → Connected apps: take one organisation away, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xero_integration.sandbox.identity.state import Connection, state_of

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def disconnect_app(sandbox: Sandbox, tenant_id: str, *, connection_id: str) -> Connection:
    """Take this organisation away from the app; its sign-in and other organisations stay."""
    connection = _living(sandbox, tenant_id, connection_id)
    connection.active = False
    return connection


def end_sign_in(sandbox: Sandbox, tenant_id: str, *, connection_id: str) -> Connection:
    """End the whole consent behind a connection: refresh tokens and every organisation."""
    connection = _living(sandbox, tenant_id, connection_id)
    forget(sandbox, connection.client_id, connection.user_id)
    return connection


def forget(sandbox: Sandbox, client_id: str, user_id: str) -> None:
    """Drop every connection and refresh token of this user to this app."""
    state = state_of(sandbox.world)
    for connection in state.active_connections(client_id, user_id):
        connection.active = False
    owner = (client_id, user_id)
    state.refresh_tokens = {
        key: token
        for key, token in state.refresh_tokens.items()
        if (token.grant.client_id, token.grant.user_id) != owner
    }
    state.consented.pop(f"{client_id} {user_id}", None)


def _living(sandbox: Sandbox, tenant_id: str, connection_id: str) -> Connection:
    connection = state_of(sandbox.world).connections.get(connection_id)
    if connection is None or not connection.active or connection.tenant_id != tenant_id:
        raise ValueError("This app is not connected any more.")
    return connection
