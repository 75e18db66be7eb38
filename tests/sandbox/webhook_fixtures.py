"""A subscriber that checks signatures as an app must, and can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from tests.sandbox.identity_fixtures import AppClient, box
from xero_integration.sandbox import webhooks
from xero_integration.sandbox.webhooks import Answer

KEY = "d2ViaG9vayBrZXkgYXMgdGV4dA=="
URL = "https://crm.example.com/xero/webhook/"


class Subscriber:
    """Takes the posts of the sandbox; ``answers`` overrides what it says, one per post."""

    def __init__(self) -> None:
        self.app = AppClient(box())
        self.sandbox = self.app.sandbox
        self.app.connect()
        self.tenant = self.app.tenant()
        self.posts: list[tuple[dict, str, bool]] = []
        self.answers: list[Answer | None] = []
        self.down: Answer | None = None
        self.is_down = False

    def subscribe(self, *, verify: bool = False, **more):
        return webhooks.subscribe(self.sandbox, URL, key=KEY, verify=verify, **more)

    def happens(self, name: str = "invoice-1", kind: str = "UPDATE", category: str = "INVOICE"):
        self.sandbox.notify(self.tenant, category, name, kind)

    def deliver(self):
        return webhooks.deliver_pending(self.sandbox, post=self._post)

    def received(self) -> list[str]:
        return [
            event["resourceId"] for body, _, good in self.posts if good for event in body["events"]
        ]

    def _post(self, url, body, headers):
        assert url == URL
        digest = hmac.new(KEY.encode(), body, hashlib.sha256).digest()
        good = headers["x-xero-signature"] == base64.b64encode(digest).decode()
        if self.is_down:
            return self.down
        answer = self.answers.pop(0) if self.answers else Answer(200 if good else 401)
        if answer is not None:
            self.posts.append((json.loads(body), headers["x-xero-signature"], good))
        return answer
