"""Delivering events: in order, at least once, every 15 minutes for a day, then never again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from xero_integration.sandbox.identity.state import state_of
from xero_integration.sandbox.webhooks import wire
from xero_integration.sandbox.webhooks.state import (
    DISABLED,
    KEPT_EVENTS,
    OK,
    REFUSED,
    VERIFYING,
    Delivery,
    QueuedEvent,
    Subscription,
    webhooks_of,
)

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

BATCH = 50
RETRY_EVERY = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(hours=24)
# Xero mixes good and bad posts; one user counted three bad and one good (pipedream#5046).
INTENT_TO_RECEIVE = (0, None, 21, 41)


def deliver_pending(sandbox: Sandbox, *, post: wire.Post = wire.post_over_http) -> list[Delivery]:
    """Do all that is due on the sandbox's clock and return the posts that were made."""
    made: list[Delivery] = []
    with sandbox.lock:
        _hand_out(sandbox)
        subscriptions = list(webhooks_of(sandbox.world).subscriptions.values())
    for subscription in subscriptions:
        if subscription.status == VERIFYING:
            made += _verify(sandbox, subscription, post)
        if subscription.status == OK:
            made += _repeat(sandbox, subscription, post)
            made += _drain(sandbox, subscription, post)
    return made


def _hand_out(sandbox: Sandbox) -> None:
    """Give each new event to the subscriptions of the apps connected to its organisation."""
    state, now = webhooks_of(sandbox.world), sandbox.clock.now()
    fresh = sandbox.world.events[state.handed_out :]
    state.handed_out += len(fresh)
    for subscription in state.subscriptions.values():
        connected = _connected(sandbox, subscription.client_id) if fresh else set()
        for event in fresh:
            if event.category in subscription.categories and event.tenant_id in connected:
                subscription.queue.append(
                    QueuedEvent(
                        sequence=subscription.next_sequence,
                        at=event.at,
                        tenant_id=event.tenant_id,
                        category=event.category,
                        resource_id=event.resource_id,
                        event_type=event.event_type,
                        data=_data(sandbox, event.tenant_id, event.category, event.resource_id),
                    )
                )
                subscription.next_sequence += 1
        while subscription.queue and subscription.queue[0].at < now - KEPT_EVENTS:
            del subscription.queue[0]


def _connected(sandbox: Sandbox, client_id: str) -> set[str]:
    connections = state_of(sandbox.world).active_connections(client_id, None)
    return {connection.tenant_id for connection in connections}


def _data(
    sandbox: Sandbox, tenant_id: str, category: str, resource_id: str
) -> dict[str, str] | None:
    """Only events of credit notes and prepayments say more than which resource changed."""
    if category != "CREDITNOTE":
        return None
    note = sandbox.world.organisations[tenant_id].credit_notes.get(resource_id)
    return {"Type": note.type, "Status": note.status} if note is not None else None


def _verify(sandbox: Sandbox, subscription: Subscription, post: wire.Post) -> list[Delivery]:
    """Send the intent-to-receive sequence; one wrong answer refuses the address."""
    made = []
    for wrong_near in INTENT_TO_RECEIVE:
        body = wire.payload([], sandbox.base_url)
        signed = wire.signature(subscription.key, body)
        if wrong_near is not None:
            signed = wire.one_character_off(signed, wrong_near)
        wanted = wire.is_success if wrong_near is None else wire.is_unauthorised
        kind = "intent" if wrong_near is None else "intent, wrongly signed"
        answer = post(subscription.url, body, _headers(signed))
        reason = wire.judge(answer, wanted=wanted)
        status = answer.status if answer else None
        made.append(
            Delivery(sandbox.now(), kind, [], status, not reason, reason, body.decode(), signed)
        )
    with sandbox.lock:
        for delivery in made:
            subscription.remember(delivery)
        subscription.status = OK if all(each.accepted for each in made) else REFUSED
        subscription.healthy_again()
    return made


def _drain(sandbox: Sandbox, subscription: Subscription, post: wire.Post) -> list[Delivery]:
    made = []
    while subscription.status == OK and _is_due(subscription, sandbox.now()):
        events = subscription.queue[:BATCH]
        delivery = _send(sandbox, subscription, events, post)
        if not delivery.accepted and subscription.attempts == 0:
            made.append(delivery)
            delivery = _send(sandbox, subscription, events, post)
        made.append(delivery)
        with sandbox.lock:
            if delivery.accepted:
                subscription.mark_sent(events)
            else:
                _postpone(subscription, sandbox.now())
    return made


def _is_due(subscription: Subscription, now: datetime) -> bool:
    waits = subscription.next_attempt is not None and now < subscription.next_attempt
    return bool(subscription.queue) and not waits


def _postpone(subscription: Subscription, now: datetime) -> None:
    subscription.attempts += 1
    subscription.first_failure = subscription.first_failure or now
    subscription.next_attempt = now + RETRY_EVERY
    if now - subscription.first_failure >= GIVE_UP_AFTER:
        subscription.status = DISABLED


def _repeat(sandbox: Sandbox, subscription: Subscription, post: wire.Post) -> list[Delivery]:
    """Send delivered events once more, in the order asked for: delivery is at least once."""
    made = []
    while subscription.again:
        sequences = subscription.again.pop(0)
        known = {event.sequence: event for event in subscription.sent}
        events = [known[sequence] for sequence in sequences if sequence in known]
        if events:
            made.append(_send(sandbox, subscription, events, post, kind="repeat"))
    return made


def _send(
    sandbox: Sandbox,
    subscription: Subscription,
    events: Sequence[QueuedEvent],
    post: wire.Post,
    *,
    kind: str = "events",
) -> Delivery:
    body = wire.payload(events, sandbox.base_url)
    signed = wire.signature(subscription.key, body)
    answer = post(subscription.url, body, _headers(signed))
    reason = wire.judge(answer, wanted=wire.is_success)
    delivery = Delivery(
        at=sandbox.now(),
        kind=kind,
        sequences=[event.sequence for event in events],
        status=answer.status if answer else None,
        accepted=not reason,
        reason=reason,
        body=body.decode(),
        signature=signed,
    )
    with sandbox.lock:
        subscription.remember(delivery)
    return delivery


def _headers(signed: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Xero-Webhook-Sandbox",
        "x-xero-signature": signed,
    }
