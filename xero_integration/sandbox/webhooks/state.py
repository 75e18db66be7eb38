"""What the sandbox remembers about webhook subscribers: queues, attempts and deliveries."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xero_integration.sandbox.world import World

CATEGORIES = ("CONTACT", "INVOICE", "CREDITNOTE", "PREPAYMENT", "OVERPAYMENT")
KEPT_DELIVERIES = 500
KEPT_SENT = 5_000
# Undelivered events are kept this long and replayed in order once the address is healthy.
KEPT_EVENTS = timedelta(days=31)

# Events are sent only while OK; in every other state they wait.
VERIFYING = "VERIFYING"
REFUSED = "REFUSED"
OK = "OK"
DISABLED = "DISABLED"


@dataclass
class QueuedEvent:
    """One event with the place it has in its subscription's sequence."""

    sequence: int
    at: datetime
    tenant_id: str
    category: str
    resource_id: str
    event_type: str
    data: dict[str, str] | None = None


@dataclass
class Delivery:
    """One POST to a subscriber and how it was judged."""

    at: datetime
    kind: str
    sequences: list[int]
    status: int | None
    accepted: bool
    reason: str
    body: str
    signature: str


@dataclass
class Subscription:
    """The webhook of one app: where to post, signed with which key, and what waits."""

    id: str
    client_id: str
    url: str
    key: str
    categories: list[str] = field(default_factory=lambda: list(CATEGORIES))
    status: str = OK
    queue: list[QueuedEvent] = field(default_factory=list)
    sent: list[QueuedEvent] = field(default_factory=list)
    again: list[list[int]] = field(default_factory=list)
    next_sequence: int = 1
    attempts: int = 0
    first_failure: datetime | None = None
    next_attempt: datetime | None = None
    deliveries: list[Delivery] = field(default_factory=list)

    def remember(self, delivery: Delivery) -> None:
        self.deliveries.append(delivery)
        del self.deliveries[:-KEPT_DELIVERIES]

    def mark_sent(self, events: list[QueuedEvent]) -> None:
        del self.queue[: len(events)]
        self.sent.extend(events)
        del self.sent[:-KEPT_SENT]
        self.healthy_again()

    def healthy_again(self) -> None:
        self.attempts, self.first_failure, self.next_attempt = 0, None, None

    def as_json(self) -> dict[str, Any]:
        """The subscription without its key, and with the number of waiting events."""
        shown = asdict(self)
        for hidden in ("key", "queue", "sent", "again"):
            del shown[hidden]
        return shown | {"waiting": len(self.queue)}


@dataclass
class WebhookState:
    """All subscriptions, and how far the world's events have been handed to them."""

    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    handed_out: int = 0


def webhooks_of(world: World) -> WebhookState:
    if not isinstance(world.webhooks, WebhookState):
        world.webhooks = WebhookState(handed_out=len(world.events))
    return world.webhooks
