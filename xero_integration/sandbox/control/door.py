"""Turns plain functions into JSON endpoints: arguments in, records out, mistakes explained."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

Endpoint = Callable[..., Any]


class Unknown(ValueError):
    """What was asked about does not exist."""


def door(function: Endpoint) -> Callable[..., Response]:
    """Answer with what the function returns, as JSON; a ValueError becomes a 400 with its text."""

    @functools.wraps(function)
    def endpoint(sandbox: Sandbox, request: Request, **arguments: str) -> Response:
        refuse_other_sites(request)
        try:
            result = function(sandbox, request, **arguments)
        except Unknown as unknown:
            return as_json({"error": str(unknown)}, status=404)
        except (ValueError, TypeError) as mistake:
            return as_json({"error": str(mistake)}, status=400)
        return as_json(result)

    return endpoint


def refuse_other_sites(request: Request) -> None:
    """A page of another site must not play with the sandbox behind a developer's back."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise Forbidden("The sandbox takes orders from its own pages and from scripts only.")


def arguments_of(request: Request, *, exact: bool = False) -> dict[str, Any]:
    """The JSON object in the body, on request with exact fractions; no body counts as empty."""
    raw = request.get_data()
    if not raw:
        return {}
    try:
        body = json.loads(raw, parse_float=Decimal if exact else None)
    except ValueError as error:
        raise ValueError("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise ValueError("The body is not a JSON object.")
    return body


def only(arguments: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Refuse misspelt arguments instead of ignoring them."""
    unknown = sorted(set(arguments) - set(names))
    if unknown:
        raise ValueError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(names)}.")
    return dict(arguments)


def as_json(value: object, *, status: int = 200) -> Response:
    text = json.dumps(plain(value), indent=1)
    return Response(f"{text}\n", status=status, mimetype="application/json")


def plain(value: object) -> Any:
    """Records as JSON can hold them; money stays exact as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{len(value)} bytes" if isinstance(value, bytes) else value
