"""``/connections``: every organisation that the user has connected to the app."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from xero_integration.sandbox.identity.answers import forbidden, json_answer
from xero_integration.sandbox.identity.guard import Bearer, authenticated
from xero_integration.sandbox.identity.scopes import OPEN_ID
from xero_integration.sandbox.identity.state import Connection, state_of

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def listing(sandbox: Sandbox, request: Request) -> Response:
    """All connections of all time, not only those of the last consent."""
    wanted = request.args.get("authEventId", "").lower()
    return json_answer(
        [
            _as_json(sandbox, connection)
            for connection in _visible(sandbox, authenticated(sandbox, request))
            if not wanted or connection.auth_event_id.lower() == wanted
        ]
    )


def remove(sandbox: Sandbox, request: Request, connection_id: str) -> Response:
    """Disconnect one organisation by the id of its connection."""
    visible = _visible(sandbox, authenticated(sandbox, request))
    wanted = connection_id.lower()
    for connection in visible:
        if connection.id == wanted:
            connection.active = False
            return Response(status=204)
    # Passing the tenant's id is answered 403 (xero-node#403).
    if wanted in sandbox.world.organisations:
        raise forbidden()
    response = Response(status=404)
    del response.headers["Content-Type"]
    return response


def _visible(sandbox: Sandbox, bearer: Bearer) -> list[Connection]:
    if bearer.user is None and "app.connections" not in bearer.scopes:
        raise forbidden()
    if bearer.user is not None and OPEN_ID.issuperset(bearer.scopes):
        # A sign-in without any API scope sees no organisations.
        return []
    user_id = bearer.user.id if bearer.user else None
    found = state_of(sandbox.world).active_connections(bearer.app.client_id, user_id)
    return [each for each in found if each.tenant_id in sandbox.world.organisations]


def _as_json(sandbox: Sandbox, connection: Connection) -> dict[str, str]:
    return {
        "id": connection.id,
        "authEventId": connection.auth_event_id,
        "tenantId": connection.tenant_id,
        "tenantType": "ORGANISATION",
        "tenantName": sandbox.world.organisations[connection.tenant_id].name,
        "createdDateUtc": _moment(connection.created),
        "updatedDateUtc": _moment(connection.updated),
    }


def _moment(value: datetime) -> str:
    """Seven fractional digits and no zone, as .NET writes it."""
    return value.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"
