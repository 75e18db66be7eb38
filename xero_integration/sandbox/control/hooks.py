"""``/_sandbox/webhooks``: subscribing an address, and seeing what was delivered to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from xero_integration.sandbox import webhooks
from xero_integration.sandbox.control.door import Unknown, arguments_of, only

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def show(sandbox: Sandbox, request: Request) -> list[dict[str, Any]]:
    """Every subscription with its state and its latest deliveries."""
    return [each.as_json() for each in webhooks.webhooks_of(sandbox.world).subscriptions.values()]


def subscribe(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    """Take ``url`` and ``key``; the intent-to-receive posts follow at once unless told not to."""
    asked = only(arguments_of(request), "url", "key", "client_id", "categories", "verify")
    if not asked.get("url") or not asked.get("key"):
        raise ValueError("A subscription needs a url and a key.")
    return webhooks.subscribe(sandbox, asked.pop("url"), **asked).as_json()


def unsubscribe(sandbox: Sandbox, request: Request, subscription_id: str) -> dict[str, Any]:
    _known(sandbox, subscription_id)
    webhooks.unsubscribe(sandbox, subscription_id)
    return {"removed": subscription_id}


def verify(sandbox: Sandbox, request: Request, subscription_id: str) -> dict[str, Any]:
    """Send the intent-to-receive sequence (again); success enables the subscription."""
    _known(sandbox, subscription_id)
    return webhooks.enable(sandbox, subscription_id).as_json()


def repeat(sandbox: Sandbox, request: Request, subscription_id: str) -> dict[str, Any]:
    """Deliver the events with these ``sequences`` once more, in this order."""
    _known(sandbox, subscription_id)
    asked = only(arguments_of(request), "sequences")
    return webhooks.repeat(sandbox, subscription_id, asked.get("sequences", [])).as_json()


def _known(sandbox: Sandbox, subscription_id: str) -> None:
    if subscription_id not in webhooks.webhooks_of(sandbox.world).subscriptions:
        raise Unknown(f"There is no subscription {subscription_id}.")
