"""The line from Xero's webhook to the host: the sandbox posts, the host's own URL answers."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.sync.books import Books
from xero_integration.client.webhooks import signature
from xero_integration.sandbox import webhooks
from xero_integration.sandbox.webhooks import Answer, Delivery

KEY = "a2V5IG9mIHRoZSBib3gsIGFzIHRleHQ="
SITE = "https://testserver"


@dataclass
class Line:
    books: Books
    browser: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    @property
    def url(self) -> str:
        return reverse("xero_integration_callback:webhook")

    def subscribe(self, *, verify: bool = False) -> webhooks.Subscription:
        sandbox = self.books.office.sandbox
        return webhooks.subscribe(sandbox, SITE + self.url, key=KEY, verify=verify)

    def deliver(self) -> list[Delivery]:
        """Post what is pending; the host's worker has not looked at it yet."""
        return webhooks.deliver_pending(self.books.office.sandbox, post=self._post)

    def hear(self) -> None:
        """Post what is pending, and let the worker read it."""
        self.deliver()
        self.books.office.queue.run_all()

    def post(self, body: bytes, *, signed: str | None = None) -> Any:
        """One delivery by hand; signed rightly unless told otherwise."""
        sent = signature(body, KEY) if signed is None else signed
        return self.browser.post(
            self.url, body, content_type="application/json", headers={"x-xero-signature": sent}
        )

    def announce(self, *events: dict[str, Any]) -> Any:
        return self.post(delivery_of(*events))

    def event(self, xero_id: str = "", **more: Any) -> dict[str, Any]:
        """An event of an invoice of this organisation, now."""
        return {
            "resourceUrl": "",
            "resourceId": xero_id or str(uuid.uuid4()),
            "eventDateUtc": f"{timezone.now():%Y-%m-%dT%H:%M:%S.%f}"[:-3],
            "eventType": "UPDATE",
            "eventCategory": "INVOICE",
            "tenantId": self.books.connection.xero_tenant_id,
            "tenantType": "ORGANISATION",
            **more,
        }

    def _post(self, url: str, body: bytes, headers: Any) -> Answer:
        answer = self.browser.post(
            url.removeprefix(SITE),
            body,
            content_type="application/json",
            headers={"x-xero-signature": headers["x-xero-signature"]},
        )
        return Answer(answer.status_code, answer.content, bool(answer.cookies))


def delivery_of(*events: dict[str, Any], first: int = 1) -> bytes:
    """A body as Xero writes it, uneven spaces included."""
    last = first + len(events) - 1
    return (
        f'{{"events":{json.dumps(events)},"firstEventSequence": {first},'
        f'"lastEventSequence": {last}, "entropy": "{uuid.uuid4().hex}"}}'
    ).encode()
