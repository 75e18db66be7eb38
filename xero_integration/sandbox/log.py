"""The log of calls, which tests and people read to see what a client really sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request, Response

XERO_PREFIXES = ("/api.xro/", "/connections", "/connect/", "/identity/", "/.well-known/")


@dataclass
class Call:
    """One request of a client; headers are left out because they carry tokens."""

    sequence: int
    at: datetime
    method: str
    path: str
    query: str
    tenant: str
    idempotency_key: str
    body: object
    status: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}


@dataclass
class CallLog:
    entries: list[Call] = field(default_factory=list)
    sequence: int = 0

    def __iter__(self) -> Iterator[Call]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def clear(self) -> None:
        self.entries.clear()

    def open(self, request: Request, at: datetime) -> Call:
        self.sequence += 1
        call = Call(
            sequence=self.sequence,
            at=at,
            method=request.method,
            path=request.path,
            query=request.query_string.decode("latin-1"),
            tenant=request.headers.get("xero-tenant-id", ""),
            idempotency_key=request.headers.get("Idempotency-Key", ""),
            body=_json_body(request),
        )
        if request.path.lower().startswith(XERO_PREFIXES):
            self.entries.append(call)
        return call

    def close(self, call: Call, response: Response | None) -> None:
        """A call without a status is one whose answer never left the box."""
        call.status = response.status_code if response is not None else None


def _json_body(request: Request) -> object:
    if "json" not in request.headers.get("Content-Type", ""):
        return None
    try:
        parsed: object = json.loads(request.get_data())
    except ValueError:
        return None
    return parsed
