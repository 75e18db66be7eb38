"""The organisations a sign-in reaches, listed and disconnected at the identity service."""

from __future__ import annotations

from uuid import UUID

import msgspec

from .http import XeroHTTP
from .noun import decoded, segment
from .records import Connection

_connections = msgspec.json.Decoder(list[Connection])


class Identity:
    """Works with an ``XeroHTTP`` without tenant."""

    def __init__(self, http: XeroHTTP) -> None:
        self._http = http

    def connections(self, auth_event_id: UUID | str | None = None) -> list[Connection]:
        """List what the user ever connected to the app, or only what one consent brought.

        The first is not "the one just chosen": match ``auth_event_id`` or ask a person.
        """
        answer = self._http.call(
            "GET", self._http.endpoints.connections, params={"authEventId": auth_event_id}
        )
        return decoded("GET", answer, _connections.decode)

    def disconnect(self, connection_id: UUID | str) -> None:
        """Remove a connection by its own id, not the tenant's; NotFound if it is gone."""
        url = f"{self._http.endpoints.connections}/{segment(connection_id)}"
        self._http.call("DELETE", url)
