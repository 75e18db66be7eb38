"""Finds the endpoint of a request, without regard to the case of the path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import accounting, control, identity, page

Endpoint = Callable[..., Response]
API = "/api.xro/"


class Router:
    """Collects the routes of every part; the real hosts of Xero become paths of one host."""

    def __init__(self) -> None:
        rules: list[Rule] = [
            rule.empty()
            for part in (accounting, identity, control, page)
            for rule in getattr(part, "ROUTES", ())
        ]
        # The same word is spelt differently at the API and on the pages (Contacts, contacts).
        self._api_spelling = _spelling(rule for rule in rules if rule.rule.startswith(API))
        self._other_spelling = _spelling(rule for rule in rules if not rule.rule.startswith(API))
        self._map = Map(rules, strict_slashes=False)

    def match(self, request: Request) -> tuple[Endpoint, dict[str, Any]]:
        path = self._canonical(request.path)
        adapter = self._map.bind("sandbox", url_scheme="http")
        try:
            endpoint, arguments = adapter.match(path, method=request.method)
        except (NotFound, MethodNotAllowed) as missing:
            raise self._refusal(path, request, missing) from missing
        return endpoint, dict(arguments)

    def _canonical(self, path: str) -> str:
        """Xero's hosts ignore case in paths, and the official SDK relies on it."""
        at_api = path.lower().startswith(API)
        spelling = self._api_spelling if at_api else self._other_spelling
        return "/".join(spelling.get(part.lower(), part) for part in path.split("/"))

    @staticmethod
    def _refusal(path: str, request: Request, missing: HTTPException) -> HTTPException:
        if not path.lower().startswith(API):
            return missing
        text = f"Not built in the sandbox: {request.method} {request.path}\n"
        return HTTPException(response=Response(text, status=501, mimetype="text/plain"))


@cache
def router() -> Router:
    """One for all boxes: it knows routes only, and werkzeug compiles each of them."""
    return Router()


def _spelling(rules: Iterable[Rule]) -> dict[str, str]:
    segments = (segment for rule in rules for segment in rule.rule.split("/"))
    return {segment.lower(): segment for segment in segments if segment and "<" not in segment}
