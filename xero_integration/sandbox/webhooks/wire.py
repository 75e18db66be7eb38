"""Webhook posts on the wire: the oddly spaced JSON, its signature, and what counts as received."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import string
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import requests

from xero_integration.sandbox.webhooks.state import QueuedEvent

TIME_LIMIT = 5.0
RESOURCES = {
    "CONTACT": "Contacts",
    "INVOICE": "Invoices",
    "CREDITNOTE": "CreditNotes",
    "PREPAYMENT": "Prepayments",
    "OVERPAYMENT": "Overpayments",
}


@dataclass(frozen=True)
class Answer:
    """What a subscriber said to one post."""

    status: int
    body: bytes = b""
    sets_cookie: bool = False
    seconds: float = 0.0


Post = Callable[[str, bytes, Mapping[str, str]], Answer | None]


def payload(events: Sequence[QueuedEvent], base_url: str) -> bytes:
    """The body with Xero's uneven spaces: only its raw bytes have the right signature."""
    first = events[0].sequence if events else 0
    last = events[-1].sequence if events else 0
    entropy = "".join(secrets.choice(string.ascii_uppercase) for _ in range(20))
    listed = ",".join(json.dumps(_event(event, base_url)) for event in events)
    return (
        f'{{"events":[{listed}],"firstEventSequence": {first},'
        f'"lastEventSequence": {last}, "entropy": "{entropy}"}}'
    ).encode()


def _event(event: QueuedEvent, base_url: str) -> dict[str, object]:
    resource = RESOURCES.get(event.category, event.category.title())
    moment = event.at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
    shown: dict[str, object] = {
        "resourceUrl": f"{base_url}/api.xro/2.0/{resource}/{event.resource_id}",
        "resourceId": event.resource_id,
        "tenantId": event.tenant_id,
        "tenantType": "ORGANISATION",
        "eventCategory": event.category,
        "eventType": event.event_type,
        "eventDateUtc": moment,
    }
    return shown | ({"data": event.data} if event.data is not None else {})


def signature(key: str, body: bytes) -> str:
    """The key counts as the text it is, although it looks like base64."""
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def one_character_off(signed: str, near: int) -> str:
    """Flip the case of one letter, the smallest mistake a careless comparison lets through."""
    place = next(i for i in (*range(near, 42), *range(near)) if signed[i].isalpha())
    return signed[:place] + signed[place].swapcase() + signed[place + 1 :]


def judge(answer: Answer | None, *, wanted: Callable[[int], bool]) -> str:
    """Return why the answer does not count as received, or an empty text."""
    if answer is None:
        return "No answer within five seconds"
    if answer.seconds > TIME_LIMIT:
        return "Response took longer than five seconds"
    if answer.sets_cookie:
        return "Response sets a cookie"
    if not wanted(answer.status):
        return f"Unexpected status {answer.status}"
    return "Response contains a body" if answer.body else ""


def is_success(status: int) -> bool:
    return 200 <= status < 300


def is_unauthorised(status: int) -> bool:
    return status == 401


def post_over_http(url: str, body: bytes, headers: Mapping[str, str]) -> Answer | None:
    """Post once, without following redirects; None when nothing came back in time."""
    started = time.monotonic()
    with requests.Session() as session:
        session.trust_env = False
        try:
            response = session.post(
                url, data=body, headers=dict(headers), timeout=TIME_LIMIT, allow_redirects=False
            )
        except requests.RequestException:
            return None
    return Answer(
        status=response.status_code,
        body=response.content,
        sets_cookie="Set-Cookie" in response.headers,
        seconds=time.monotonic() - started,
    )
