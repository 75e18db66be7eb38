"""The state of the box: organisations, identity, webhooks and the events between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from .accounting.records import Organisation
from .identity.state import IdentityState

NAMESPACE = UUID("8d6b6d0e-7f0c-5c0a-9f5e-1f4e0b6a2c11")


@dataclass(frozen=True)
class Event:
    """Something happened to a resource that Xero tells webhook subscribers about."""

    sequence: int
    at: datetime
    tenant_id: str
    category: str
    resource_id: str
    event_type: str


@dataclass
class World:
    """Everything a restart must bring back."""

    seed: int = 1
    organisations: dict[str, Organisation] = field(default_factory=dict)
    identity: IdentityState = field(default_factory=IdentityState)
    webhooks: object | None = None
    events: list[Event] = field(default_factory=list)
    counter: int = 0

    def new_id(self) -> str:
        """Two boxes with one seed and one history hand out the same ids."""
        self.counter += 1
        return self.fixed_id(f"#{self.counter}")

    def fixed_id(self, name: str) -> str:
        return str(uuid5(NAMESPACE, f"{self.seed}:{name}"))
