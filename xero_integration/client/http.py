"""One call to Xero: headers, time-outs, what is logged, and which error an answer means."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.auth import AuthBase

from . import retry, wire
from .endpoints import Endpoints
from .limits import Gate, RateLimits
from .session import session_for
from .timeouts import Timeouts

logger = logging.getLogger(__name__)

JSON = "application/json"
# Xero ignores the key on GET and documents none for DELETE, which can't create anything.
_KEYED = frozenset({"POST", "PUT", "PATCH"})
_LONGEST_KEY = 128
_USER_AGENT = "django-xero-integration"


@dataclass(frozen=True)
class Answer:
    """A success. ``body`` is out of ``repr``: it holds a business's data."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()


@dataclass(frozen=True)
class Exchange:
    """The facts of a call, for metrics and rate limits; ``status`` is None without an answer."""

    method: str
    path: str
    tenant_id: str
    status: int | None
    seconds: float
    correlation_id: str = ""
    limits: RateLimits = field(default_factory=RateLimits)
    received: int = 0


class _Bearer(AuthBase):
    """Sets the token last, so that a ``.netrc`` can't replace it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class XeroHTTP:
    """Calls as one user on one organisation; ``tenant_id`` is empty for identity calls.

    ``gate`` is asked before each call that counts against the organisation's limits.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        *,
        token: str,
        tenant_id: str = "",
        transport: BaseAdapter | None = None,
        timeouts: Timeouts | None = None,
        on_answer: Callable[[Exchange], None] | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.endpoints = endpoints
        self.tenant_id = tenant_id
        self._token = token
        self._session = session_for(transport)
        self._timeouts = timeouts or Timeouts()
        self._on_answer = on_answer
        self._gate = gate
        self.before_write: Callable[[], None] | None = None
        """Called right before a write leaves; what it raises keeps the write back."""

    def __repr__(self) -> str:
        return f"XeroHTTP({self.endpoints.accounting!r}, tenant_id={self.tenant_id!r})"

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        content_type: str = JSON,
        idempotency_key: str | None = None,
        accept: str = JSON,
        if_modified_since: datetime | None = None,
        read_timeout: float | None = None,
    ) -> Answer:
        """Make one call; raise the error its outcome means.

        ``path`` is below the Accounting API, or a whole address, which gets no tenant.
        ``body`` is encoded as JSON unless it is bytes.
        """
        headers = self._headers(method, idempotency_key, accept, if_modified_since)
        elsewhere = "://" in path
        if self.tenant_id and not elsewhere:
            headers["xero-tenant-id"] = self.tenant_id
        if body is not None:
            headers["Content-Type"] = content_type
        request = requests.Request(
            method,
            path if elsewhere else f"{self.endpoints.accounting}/{path.lstrip('/')}",
            params=_query(params or {}),
            headers=headers,
            data=body if isinstance(body, bytes | None) else wire.encode(body),
            auth=_Bearer(self._token),
        )
        timeout = (self._timeouts.connect, read_timeout or self._timeouts.read)
        # The identity service counts by itself, and not by organisation.
        gate = self._gate if self.tenant_id and not elsewhere else None
        with gate(sum(timeout)) if gate else nullcontext():
            return self._send(request, timeout)

    def _headers(
        self, method: str, key: str | None, accept: str, since: datetime | None
    ) -> dict[str, str]:
        if method in _KEYED and not (key and key.strip()):
            raise ValueError(f"{method} needs an idempotency key.")
        if key and len(key) > _LONGEST_KEY:
            raise ValueError(f"An idempotency key has at most {_LONGEST_KEY} characters.")
        headers = {"Accept": accept, "User-Agent": _USER_AGENT}
        if key and method in _KEYED:
            headers["Idempotency-Key"] = key
        if since is not None:
            headers["If-Modified-Since"] = wire.modified_since_header(since)
        return headers

    def _send(self, request: requests.Request, timeout: tuple[float, float]) -> Answer:
        prepared = self._session.prepare_request(request)
        settings = self._session.merge_environment_settings(prepared.url, {}, None, None, None)
        if self.before_write is not None and prepared.method not in retry.READS:
            self.before_write()
        started = time.monotonic()
        try:
            response = self._session.send(
                prepared, timeout=timeout, allow_redirects=False, **settings
            )
        except requests.RequestException as failure:
            self._note(prepared, None, time.monotonic() - started)
            # Not chained: the cause holds the request with its token.
            error = retry.error_from(prepared.method or "", failure)
        else:
            self._note(prepared, response, time.monotonic() - started)
            if response.status_code < 300 or response.status_code == 304:
                return Answer(response.status_code, response.headers, response.content)
            body = response.content.replace(self._token.encode() or b"\0", b"[token]")
            error = retry.error_for(
                prepared.method or "", response.status_code, response.headers, body
            )
        raise error

    def _note(
        self, sent: requests.PreparedRequest, got: requests.Response | None, seconds: float
    ) -> None:
        headers = got.headers if got is not None else {}
        exchange = Exchange(
            method=sent.method or "",
            path=(sent.path_url or "").split("?")[0],
            tenant_id=self.tenant_id,
            status=got.status_code if got is not None else None,
            seconds=seconds,
            correlation_id=retry.correlation_id(headers),
            limits=RateLimits.from_headers(headers),
            received=len(got.content) if got is not None else 0,
        )
        _log(exchange)
        if self._on_answer is not None:
            self._on_answer(exchange)


def _log(exchange: Exchange) -> None:
    level = logging.INFO if (exchange.status or 500) < 400 else logging.WARNING
    logger.log(
        level,
        "Xero answered %s to %s %s",
        exchange.status or "nothing",
        exchange.method,
        exchange.path,
        extra={
            "xero_method": exchange.method,
            "xero_path": exchange.path,
            "xero_status": exchange.status,
            "xero_seconds": round(exchange.seconds, 4),
            "xero_correlation_id": exchange.correlation_id,
            "xero_tenant_id": exchange.tenant_id,
        },
    )


def _query(params: Mapping[str, Any]) -> dict[str, str]:
    """Write what Xero understands: ``true``, comma-separated lists, nothing for None."""
    return {name: _parameter(value) for name, value in params.items() if value is not None}


def _parameter(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ",".join(str(entry) for entry in value)
    return str(value)
