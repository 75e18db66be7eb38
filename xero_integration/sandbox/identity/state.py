"""What the identity server remembers: apps, users, connections, codes and refresh tokens."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xero_integration.sandbox.world import World

NAMESPACE = uuid.UUID("5a5d9c62-0d6d-4a3e-9d51-6f7f0a1f2b30")

ADVISER = "ADVISER"
STANDARD = "STANDARD"
READ_ONLY = "READONLY"


@dataclass
class App:
    """One app as registered at the developer portal.

    Without a secret it is the PKCE type. ``broad_scopes`` tells an app made before 2 March 2026,
    which may still ask for the old scopes. ``allow_loopback_ip`` is the sandbox's own liberty:
    Xero refuses ``http://127.0.0.1`` and accepts only ``http://localhost``.
    """

    client_id: str
    secret: str | None
    name: str
    redirect_uris: list[str] = field(default_factory=list)
    allow_loopback_ip: bool = False
    broad_scopes: bool = True


@dataclass
class User:
    """A person who can sign in to Xero."""

    id: str
    given_name: str
    family_name: str
    email: str
    role: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass
class Connection:
    """An organisation that a user has connected to an app, ever; ``active`` until removed."""

    id: str
    client_id: str
    user_id: str
    tenant_id: str
    auth_event_id: str
    created: datetime
    updated: datetime
    active: bool = True


@dataclass
class Grant:
    """One consent: who allowed which app what, in which sign-in."""

    client_id: str
    user_id: str
    scopes: list[str]
    auth_event_id: str
    auth_time: datetime
    nonce: str | None = None


@dataclass
class AuthorizationCode:
    grant: Grant
    redirect_uri: str
    challenge: str | None
    expires: datetime


@dataclass
class RefreshToken:
    grant: Grant
    issued: datetime
    first_used: datetime | None = None


def demo_user(role: str, given_name: str) -> User:
    identifier = str(uuid.uuid5(NAMESPACE, role))
    email = f"{given_name.lower().replace('-', '.')}@example.com"
    return User(identifier, given_name, "(demo)", email, role)


def demo_users() -> dict[str, User]:
    people = [
        demo_user(ADVISER, "Adviser"),
        demo_user(STANDARD, "Standard"),
        demo_user(READ_ONLY, "Read-only"),
    ]
    return {user.id: user for user in people}


def demo_apps() -> dict[str, App]:
    app = App(
        client_id="sandbox-client",
        secret="sandbox-secret",  # noqa: S106 - the published secret of the demo app
        name="Demo CRM",
        redirect_uris=[
            "http://127.0.0.1:8010/xero/callback/",
            "http://localhost:8010/xero/callback/",
            "http://127.0.0.1:8010/accounts/oidc/xero/login/callback/",
        ],
        allow_loopback_ip=True,
    )
    return {app.client_id: app}


@dataclass
class IdentityState:
    """Everything the identity server keeps; plain data, saved with the rest of the world."""

    apps: dict[str, App] = field(default_factory=demo_apps)
    users: dict[str, User] = field(default_factory=demo_users)
    connections: dict[str, Connection] = field(default_factory=dict)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)
    # Scopes only add up, per user and app, until the grant is revoked.
    consented: dict[str, list[str]] = field(default_factory=dict)
    signing_key: str = ""
    broad_scopes_ended: bool = False
    # One report (xero-php-oauth2#18) says the id stays the same on reconnect; off by default.
    sticky_auth_event: bool = False

    def active_connections(self, client_id: str, user_id: str | None) -> list[Connection]:
        """The live connections of one user to an app, or of all its users; oldest first."""
        found = [
            connection
            for connection in self.connections.values()
            if connection.active
            and connection.client_id == client_id
            and user_id in (None, connection.user_id)
        ]
        return sorted(found, key=lambda connection: (connection.created, connection.id))


def state_of(world: World) -> IdentityState:
    """The identity server's part of the world."""
    return world.identity
