"""A person with access to the organisation in Xero."""

from __future__ import annotations

from uuid import UUID

from .base import Moment, Record, on_wire


class User(Record, frozen=True, kw_only=True):
    """``organisation_role`` is an open string, e.g. ``FINANCIALADVISER`` or ``STANDARD``."""

    user_id: UUID
    email_address: str = ""
    first_name: str = ""
    last_name: str = ""
    is_subscriber: bool = False
    organisation_role: str = ""
    updated_wire: str | None = on_wire("UpdatedDateUTC")

    updated_date_utc = Moment("updated_wire")
