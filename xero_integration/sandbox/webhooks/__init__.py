"""Webhooks out: subscriptions, signed posts, retries on the sandbox's clock."""

from __future__ import annotations

from xero_integration.sandbox.webhooks.courier import Courier
from xero_integration.sandbox.webhooks.delivery import deliver_pending
from xero_integration.sandbox.webhooks.state import Delivery, Subscription, webhooks_of
from xero_integration.sandbox.webhooks.subscribing import enable, repeat, subscribe, unsubscribe
from xero_integration.sandbox.webhooks.wire import Answer

__all__ = [
    "Answer",
    "Courier",
    "Delivery",
    "Subscription",
    "deliver_pending",
    "enable",
    "repeat",
    "subscribe",
    "unsubscribe",
    "webhooks_of",
]
