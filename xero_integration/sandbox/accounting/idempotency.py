"""Remembers answers by Idempotency-Key, so that a repeated request has one effect."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from werkzeug.wrappers import Request, Response

LIFETIME = timedelta(minutes=6)
MAX_LENGTH = 128


class KeyConflictError(Exception):
    """The key was used before with another request."""


@dataclass(frozen=True)
class Remembered:
    fingerprint: str
    until: datetime
    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class KeyStore:
    """Keys live six minutes from first use and belong to one app.

    A duplicate that arrives while the first is still under way waits for it and gets its answer:
    Xero documents nothing for that case, and waiting is what the box's single lock does anyway.
    """

    _answers: dict[tuple[str, str], Remembered] = field(default_factory=dict)

    def clear(self) -> None:
        self._answers.clear()

    def recall(self, app: str, request: Request, now: datetime) -> Response | None:
        """Give the first answer again; raise KeyConflictError for another request."""
        known = self._answers.get((app, request.headers.get("Idempotency-Key", "")))
        if known is None or known.until <= now:
            return None
        if known.fingerprint != _fingerprint(request):
            raise KeyConflictError
        return Response(known.body, status=known.status, headers=known.headers)

    def remember(self, app: str, request: Request, response: Response, now: datetime) -> None:
        self._answers = {key: old for key, old in self._answers.items() if old.until > now}
        self._answers[(app, request.headers["Idempotency-Key"])] = Remembered(
            fingerprint=_fingerprint(request),
            until=now + LIFETIME,
            status=response.status_code,
            headers=list(response.headers),
            body=response.get_data(),
        )


def _fingerprint(request: Request) -> str:
    tenant = request.headers.get("xero-tenant-id", "")
    where = f"{request.method} {request.full_path} {tenant}\n".encode()
    return hashlib.sha256(where + request.get_data()).hexdigest()
