"""What every accounting endpoint shares: the door, the limits, the keys and the envelope."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from xero_integration.sandbox.identity.answers import forbidden
from xero_integration.sandbox.identity.guard import Access, require

from .context import Context
from .idempotency import MAX_LENGTH, KeyConflictError
from .limits import Breach
from .refusals import invalid_request, json_response, not_built
from .wire import PROVIDER, Json, bare_stamp

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

Handler = Callable[..., Response]
KEYED = ("POST", "PUT", "PATCH")


@dataclass(frozen=True, kw_only=True)
class Call(Context):
    """One admitted call on one organisation."""

    request: Request
    access: Access

    @property
    def is_create(self) -> bool:
        return self.request.method == "PUT"

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.request.args.get(name, "").lower()
        # A PHP-style 1 is ignored by Xero, so anything but the words keeps the default.
        return {"true": True, "false": False}.get(value, default)

    @property
    def price_places(self) -> int:
        return 4 if self.request.args.get("unitdp") == "4" else 2

    def envelope(self, name: str, rows: list[Json], pagination: Json | None = None) -> Response:
        sequence = self.sandbox.log.sequence
        body: Json = {
            "Id": self.sandbox.world.fixed_id(f"call:{sequence}"),
            "Status": "OK",
            "ProviderName": self.access.app.name or PROVIDER,
            "DateTimeUTC": bare_stamp(self.now),
        }
        if pagination is not None:
            body["pagination"] = pagination
        body[name] = rows
        return json_response(body)

    @staticmethod
    def bare(body: Json) -> Response:
        """The few answers that come without the envelope."""
        return json_response(body)


def api(*scopes: str, any_accept: bool = False) -> Callable[[Handler], Handler]:
    """Turn a handler `(call, **path)` into an endpoint behind Xero's common rules."""

    def decorate(handler: Handler) -> Handler:
        @functools.wraps(handler)
        def endpoint(sandbox: Sandbox, request: Request, **path: str) -> Response:
            access = require(sandbox, request, scopes)
            organisation = sandbox.world.organisations[access.tenant_id]
            if organisation.expired:
                raise forbidden()
            call = Call(
                sandbox,
                organisation,
                app=access.app.client_id,
                person="System Generated",
                request=request,
                access=access,
            )
            breach = _take(call)
            if breach is not None:
                return _too_many(call, breach)
            response = _caught(
                lambda: _answer_once(call, handler, path, any_accept=any_accept), call
            )
            response.headers.update(_limit_headers(call))
            return response

        return endpoint

    return decorate


def _answer_once(
    call: Call, handler: Handler, path: dict[str, str], *, any_accept: bool
) -> Response:
    key = call.request.headers.get("Idempotency-Key", "")
    if not key or call.request.method not in KEYED:
        return _answer(call, handler, path, any_accept=any_accept)
    response = _recall(call, key)
    if response is None:
        response = _answer(call, handler, path, any_accept=any_accept)
        call.sandbox.keys.remember(call.app, call.request, response, call.now)
    return response


def _recall(call: Call, key: str) -> Response | None:
    if len(key) > MAX_LENGTH:
        invalid_request(f"The Idempotency-Key is longer than {MAX_LENGTH} characters.")
    try:
        return call.sandbox.keys.recall(call.app, call.request, call.now)
    except KeyConflictError:
        invalid_request(f"The Idempotency-Key '{key}' is used with a different request.")


def _answer(call: Call, handler: Handler, path: dict[str, str], *, any_accept: bool) -> Response:
    return _caught(lambda: _checked(call, handler, path, any_accept=any_accept), call)


def _checked(call: Call, handler: Handler, path: dict[str, str], *, any_accept: bool) -> Response:
    _check_media_types(call.request, any_accept=any_accept)
    return handler(call, **path)


def _caught(answer: Callable[[], Response], call: Call) -> Response:
    """A refusal is an answer like any other: it carries limit headers and is remembered."""
    try:
        return answer()
    except HTTPException as refusal:
        return Response.force_type(refusal.get_response(), call.request.environ)


def _check_media_types(request: Request, *, any_accept: bool) -> None:
    """Xero's own default is XML; the box speaks JSON and says so."""
    if not any_accept and "application/json" not in request.headers.get("Accept", "").lower():
        not_built("An XML answer (send 'Accept: application/json')")
    content_type = request.headers.get("Content-Type", "")
    if not any_accept and "xml" in content_type:
        not_built("Reading XML")


def _take(call: Call) -> Breach | None:
    tenant_header = call.request.headers.get("xero-tenant-id", "")
    inflight = call.sandbox.inflight[tenant_header]
    return call.sandbox.limits.take(call.app, call.tenant, now=call.now, inflight=inflight)


def _limit_headers(call: Call) -> dict[str, str]:
    return call.sandbox.limits.headers(call.app, call.tenant, call.now)


def _too_many(call: Call, breach: Breach) -> Response:
    """Captured from the real service: no body and no content type, headers only."""
    headers: dict[str, Any] = _limit_headers(call)
    headers["X-Rate-Limit-Problem"] = breach.problem
    if breach.retry_after is not None:
        headers["Retry-After"] = str(breach.retry_after)
    response = Response(b"", status=429, headers=headers)
    response.headers.pop("Content-Type", None)
    return response
