"""Who may call: consent, tokens, connections and the guard of the accounting paths."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from werkzeug.routing import Rule

from xero_integration.sandbox.identity import authorize, connections, openid, token_endpoint
from xero_integration.sandbox.identity.guard import Access, require
from xero_integration.sandbox.identity.state import IdentityState

if TYPE_CHECKING:
    from xero_integration.sandbox.world import World

__all__ = ["ROUTES", "Access", "populate", "require"]

_DISCOVERY = "/.well-known/openid-configuration"

ROUTES = [
    Rule("/identity/connect/authorize", methods=["GET"], endpoint=authorize.show),
    Rule("/identity/connect/authorize", methods=["POST"], endpoint=authorize.decide),
    Rule("/connect/token", methods=["POST"], endpoint=token_endpoint.token),
    Rule("/connect/revocation", methods=["POST"], endpoint=token_endpoint.revoke),
    Rule("/connect/userinfo", methods=["GET", "POST"], endpoint=openid.userinfo),
    Rule(_DISCOVERY, methods=["GET"], endpoint=openid.discovery),
    Rule(f"{_DISCOVERY}/jwks", methods=["GET"], endpoint=openid.jwks),
    Rule("/connections", methods=["GET"], endpoint=connections.listing),
    Rule("/connections/<connection_id>", methods=["DELETE"], endpoint=connections.remove),
]


def populate(world: World, now: datetime) -> None:
    """Register the demo app and the demo users in a new world."""
    world.identity = IdentityState()
