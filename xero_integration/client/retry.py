"""What an answer, or the lack of one, means: pure decisions without clock or network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from xero_integration.exceptions import (
    NotFound,
    NotSent,
    OutcomeUnknown,
    Refused,
    ScopeMissing,
    TenantForbidden,
    Throttled,
    TokenRejected,
    Unavailable,
    XeroError,
)

from .limits import RateLimits
from .refusals import Refusal, validation_error

_REFUSALS = {401: TokenRejected, 403: TenantForbidden, 404: NotFound}
READS = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_WAIT = timedelta(days=1)
_FIRST_WAIT = 2.0
_SLOWEST_WAIT = 15 * 60.0


def error_for(method: str, status: int, headers: Mapping[str, str], body: bytes) -> XeroError:
    """Name the error that an answer means; any bytes are bearable."""
    refusal = Refusal.read(headers, body)
    facts: dict[str, Any] = {"status": status, "correlation_id": correlation_id(headers, refusal)}
    if status == 429:
        limits = RateLimits.from_headers(headers)
        return Throttled(retry_after=limits.retry_after, limit=limits.problem, **facts)
    if status == 400:
        return validation_error(refusal, **facts)
    if status == 401 and refusal.lacks_scope(headers):
        return ScopeMissing(refusal.summary, **facts)
    if status in _REFUSALS:
        return _REFUSALS[status](refusal.summary, **facts)
    return _error_for_other(method, status, refusal, facts)


def _error_for_other(
    method: str, status: int, refusal: Refusal, facts: dict[str, Any]
) -> XeroError:
    """Tell definite refusals from failures in passing.

    A 503 of a write counts as unknown: Xero answers it from its own offline check, which is
    certain, but gateways answer it too, after the request went through. 408 and redirects of
    a write are in doubt for the same reason. 501 means that the method does not exist.
    """
    in_doubt = status >= 500 or status < 400 or status == 408
    if status == 501 or not in_doubt:
        return Refused(refusal.summary, code=f"http_{status}", **facts)
    if method.upper() in READS or (status == 503 and refusal.organisation_is_offline):
        return Unavailable(refusal.summary, **facts)
    return OutcomeUnknown(refusal.summary, **facts)


def error_from(method: str, failure: requests.RequestException) -> XeroError:
    """Name the error that a failed exchange means, by how far the request can have come."""
    kind = type(failure).__name__
    if _never_left(failure):
        return NotSent(kind)
    if method.upper() in READS:
        return Unavailable(kind)
    return OutcomeUnknown(kind)


def _never_left(failure: requests.RequestException) -> bool:
    if isinstance(failure, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = failure.args[0] if failure.args else None
    reason = getattr(cause, "reason", cause)
    # A certificate is checked before anything is sent; other TLS failures may come later.
    return isinstance(reason, NewConnectionError) or "CERTIFICATE_VERIFY_FAILED" in str(reason)


def unreadable(method: str, status: int, detail: str, correlation_id: str = "") -> XeroError:
    """Name the error of a success whose body can't be read: cut short, or not what was asked."""
    kind = Unavailable if method.upper() in READS else OutcomeUnknown
    return kind(detail, status=status, correlation_id=correlation_id)


def correlation_id(headers: Mapping[str, str], refusal: Refusal | None = None) -> str:
    """Xero support asks for this; it comes as a header, or as ``Instance`` of an error."""
    sent = next((v for k, v in headers.items() if k.lower() == "xero-correlation-id"), "")
    return sent or (refusal.instance if refusal else "")


def wait_before(attempt: int, error: XeroError, rng: Random) -> timedelta:
    """Say how long to wait after the ``attempt``-th failure (from 1) of a retryable error.

    Xero's own ``Retry-After`` wins, with up to a tenth (at most a minute) on top so that
    waiting jobs do not return as one herd. Otherwise two seconds, doubling to fifteen
    minutes, half of it random; a spent day without a date to return is tried hourly.
    """
    if isinstance(error, Throttled):
        if error.retry_after is not None:
            extra = rng.uniform(0, min(max(error.retry_after * 0.1, 1), 60))
            return min(timedelta(seconds=max(error.retry_after, 0) + extra), _LONGEST_WAIT)
        if error.limit == "day":
            return timedelta(minutes=rng.uniform(60, 66))
    slot = min(_FIRST_WAIT * 2 ** min(max(attempt - 1, 0), 20), _SLOWEST_WAIT)
    return timedelta(seconds=rng.uniform(slot / 2, slot))
