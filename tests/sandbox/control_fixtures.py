"""A developer who talks to the control API as JSON, without a socket."""

from __future__ import annotations

from typing import Any

from tests.sandbox.identity_fixtures import BASE, AppClient, bearer, box


class Developer:
    def __init__(self) -> None:
        self.app = AppClient(box())
        self.sandbox = self.app.sandbox
        self.http = self.app.http

    def ask(self, method: str, path: str, payload: Any = None, *, status: int = 200) -> Any:
        answer = self.http.request(method, f"{BASE}/_sandbox/{path}", json=payload)
        assert answer.status_code == status, answer.text
        return answer.json()

    def get(self, path: str, /, **query: str) -> Any:
        answer = self.http.get(f"{BASE}/_sandbox/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sign_in(self) -> None:
        self.tokens = self.app.connect()
        self.tenant = self.app.tenant()

    def api(self, method: str, path: str, **more: Any):
        headers = bearer(self.tokens) | {
            "xero-tenant-id": self.tenant,
            "Accept": "application/json",
        }
        return self.http.request(
            method, f"{BASE}/api.xro/2.0/{path}", headers=headers | more.pop("headers", {}), **more
        )
