"""Making, ending and re-enabling the webhook of an app, as its developer does at the portal."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from xero_integration.sandbox.identity.state import state_of
from xero_integration.sandbox.webhooks.state import (
    CATEGORIES,
    OK,
    VERIFYING,
    Subscription,
    webhooks_of,
)

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

DEFAULT_CLIENT = "sandbox-client"
LOOPBACK = ("127.0.0.1", "localhost", "testserver")


def subscribe(
    sandbox: Sandbox,
    url: str,
    *,
    key: str,
    client_id: str = DEFAULT_CLIENT,
    categories: Sequence[str] = CATEGORIES,
    verify: bool = True,
) -> Subscription:
    """Point an app's webhook at an address; ``verify=False`` skips the intent to receive.

    An app has one webhook, so its earlier one is replaced but its events and sequence stay.
    Xero insists on HTTPS; plain HTTP is the sandbox's own liberty for loopback addresses.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("A webhook address is https, or http on this machine.")
    if client_id not in state_of(sandbox.world).apps:
        raise ValueError(f"There is no app {client_id}.")
    state = webhooks_of(sandbox.world)
    known = [each for each in state.subscriptions.values() if each.client_id == client_id]
    subscription = known[0] if known else Subscription(str(uuid.uuid4()), client_id, url, key)
    subscription.url, subscription.key = url, key
    subscription.categories = list(categories)
    subscription.status = VERIFYING if verify else OK
    subscription.healthy_again()
    state.subscriptions[subscription.id] = subscription
    return subscription


def unsubscribe(sandbox: Sandbox, subscription_id: str) -> None:
    webhooks_of(sandbox.world).subscriptions.pop(subscription_id, None)


def enable(sandbox: Sandbox, subscription_id: str) -> Subscription:
    """Ask for the intent to receive again; once given, waiting events follow in order."""
    subscription = webhooks_of(sandbox.world).subscriptions[subscription_id]
    subscription.status = VERIFYING
    return subscription


def repeat(sandbox: Sandbox, subscription_id: str, sequences: Sequence[int]) -> Subscription:
    """Send delivered events again in one post, in the order given."""
    subscription = webhooks_of(sandbox.world).subscriptions[subscription_id]
    subscription.again.append(list(sequences))
    return subscription
