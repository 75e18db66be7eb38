"""What the identity server's answers mean; its errors follow RFC 6749, not the API's shapes."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
import requests

from xero_integration.client import wire
from xero_integration.exceptions import OAuthRefused, Throttled, Unavailable

from .limits import RateLimits
from .retry import correlation_id

_CODE = re.compile(r"[a-z_]{1,64}")


class _Tokens(msgspec.Struct):
    """The least a success must hold; a year is longer than any token lives."""

    access_token: Annotated[str, msgspec.Meta(min_length=1)]
    expires_in: Annotated[int, msgspec.Meta(gt=0, le=366 * 86400)]
    refresh_token: str | None = None
    id_token: str | None = None
    scope: str | None = None


_tokens = msgspec.json.Decoder(_Tokens)


def require_tokens(response: requests.Response) -> requests.Response:
    """Raise unless the answer is a token set; a hook of ``OAuth2Session``."""
    require_success(response)
    try:
        _tokens.decode(response.content)
    except (ValueError, RecursionError):
        readable = False
    else:
        readable = True
    if not readable:
        raise Unavailable(
            "The identity server's answer holds no tokens.",
            status=response.status_code,
            correlation_id=correlation_id(response.headers),
        )
    return response


def require_success(response: requests.Response) -> requests.Response:
    """Raise the error that an answer means, if it means one.

    Time-outs, 429, 5xx and what firewalls answer say nothing about the stored tokens.
    Only the code of the error is kept: descriptions may quote what was sent.
    """
    status = response.status_code
    if status < 300:
        return response
    identifier = correlation_id(response.headers)
    if status == 429:
        limits = RateLimits.from_headers(response.headers)
        raise Throttled(
            status=status,
            correlation_id=identifier,
            retry_after=limits.retry_after,
            limit=limits.problem,
        )
    code = _error_code(response)
    if status == 400 or (code and status < 500):
        raise OAuthRefused(code, error=code, status=status, correlation_id=identifier)
    raise Unavailable(
        "The identity server did not answer as usual.", status=status, correlation_id=identifier
    )


def _error_code(response: requests.Response) -> str:
    try:
        answer = wire.plain(response.content)
    except (ValueError, RecursionError):
        answer = None
    code = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(code, str) and _CODE.fullmatch(code):
        return code
    # A 401 of a token endpoint always means the app's own credentials (RFC 6749, 5.2).
    return "invalid_client" if response.status_code == 401 else ""
