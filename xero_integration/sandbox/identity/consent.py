"""What a person allows: connections and an authorization code for one app."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from xero_integration.sandbox.identity import scopes
from xero_integration.sandbox.identity.authorize_request import AuthorizeRequest
from xero_integration.sandbox.identity.state import (
    AuthorizationCode,
    Connection,
    Grant,
    IdentityState,
    User,
    state_of,
)

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

CODE_LIFE = timedelta(minutes=5)


def allow(
    sandbox: Sandbox, asked: AuthorizeRequest, *, user: User, tenant_ids: Sequence[str]
) -> str:
    """Connect the chosen organisations and return a fresh authorization code."""
    state = state_of(sandbox.world)
    grant = Grant(
        client_id=asked.client_id,
        user_id=user.id,
        scopes=_all_consented(state, asked, user),
        auth_event_id=str(uuid.uuid4()),
        auth_time=sandbox.clock.now(),
        nonce=asked.nonce or None,
    )
    for tenant_id in tenant_ids:
        _connect(state, grant, tenant_id)
    code = secrets.token_urlsafe(32)
    state.codes[code] = AuthorizationCode(
        grant, asked.redirect_uri, asked.challenge or None, grant.auth_time + CODE_LIFE
    )
    return code


def _all_consented(state: IdentityState, asked: AuthorizeRequest, user: User) -> list[str]:
    """Earlier scopes stay granted when more are asked for; a mere sign-in gets only its own."""
    wanted = list(dict.fromkeys(asked.scopes))
    if scopes.OPEN_ID.issuperset(wanted):
        return wanted
    key = f"{asked.client_id} {user.id}"
    earlier = [scope for scope in state.consented.get(key, []) if scope not in wanted]
    state.consented[key] = [s for s in wanted + earlier if s not in scopes.OPEN_ID]
    return wanted + earlier


def _connect(state: IdentityState, grant: Grant, tenant_id: str) -> None:
    now = grant.auth_time
    for known in state.connections.values():
        if (known.client_id, known.user_id, known.tenant_id) == (
            grant.client_id,
            grant.user_id,
            tenant_id,
        ):
            known.active, known.updated = True, now
            if not state.sticky_auth_event:
                known.auth_event_id = grant.auth_event_id
            return
    created = Connection(
        id=str(uuid.uuid4()),
        client_id=grant.client_id,
        user_id=grant.user_id,
        tenant_id=tenant_id,
        auth_event_id=grant.auth_event_id,
        created=now,
        updated=now,
    )
    state.connections[created.id] = created
