"""A connection between the app and one organisation, as the identity service lists it."""

from __future__ import annotations

from uuid import UUID

import msgspec

from .base import Moment, on_wire


class Connection(msgspec.Struct, frozen=True, kw_only=True, gc=False, rename="camel"):
    """``id`` is the connection's own; disconnecting needs it, not the tenant's id.

    Unequal ``created_date_utc`` and ``updated_date_utc`` tell that the organisation was
    disconnected and connected again.
    """

    id: UUID
    tenant_id: UUID
    tenant_type: str = ""
    tenant_name: str = ""
    auth_event_id: UUID | None = None
    created_wire: str | None = on_wire("createdDateUtc")
    updated_wire: str | None = on_wire("updatedDateUtc")

    created_date_utc = Moment("created_wire")
    updated_date_utc = Moment("updated_wire")
