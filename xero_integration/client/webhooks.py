"""Webhook deliveries: proving that Xero sent them, and reading their events."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from .records.base import Moment, on_wire

SIGNATURE_HEADER = "x-xero-signature"


def signature(raw_body: bytes, key: str) -> str:
    """Sign the body as Xero does: the key counts as text, not as the base64 it looks like."""
    digest = hmac.new(key.encode(), raw_body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def verify(raw_body: bytes, given: str, key: str) -> bool:
    """Compare in constant time; without a key nothing is genuine."""
    right, claimed = signature(raw_body, key).encode(), given.encode(errors="replace")
    return bool(key) and hmac.compare_digest(right, claimed)


class Event(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Something happened to one resource; what it is now has to be read."""

    resource_id: UUID
    tenant_id: UUID
    event_type: str = ""
    event_category: str = ""
    tenant_type: str = ""
    resource_url: str = ""
    data: dict[str, Any] | None = None
    date_wire: str | None = on_wire("eventDateUtc")

    event_date_utc = Moment("date_wire")

    @property
    def category(self) -> str:
        """``INVOICE``, ``CONTACT``, …: the casing varies, and new ones appear."""
        return self.event_category.upper()

    @property
    def kind(self) -> str:
        """``CREATE`` or ``UPDATE``; voiding and deleting are updates."""
        return self.event_type.upper()

    @property
    def key(self) -> tuple[UUID, UUID, datetime | None, str]:
        """The same for repeated deliveries of the event, unlike ``entropy``."""
        return self.tenant_id, self.resource_id, self.event_date_utc, self.kind


class Delivery(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The body of one POST; the intent-to-receive check has no events and sequence 0."""

    events: list[Event] = []
    first_event_sequence: int = 0
    last_event_sequence: int = 0
    entropy: str = ""


def parse(raw_body: bytes) -> Delivery:
    """Read a verified body; ValueError for anything else."""
    return msgspec.json.decode(raw_body, type=Delivery)
