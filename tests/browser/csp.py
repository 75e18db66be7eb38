"""The strict policy that our screens must live under, and where their forms may lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from pytest_django.live_server_helper import LiveServer

HEADER = "Content-Security-Policy"
POLICY = "default-src 'self'; form-action 'self'"


def put_in_force(live_server: LiveServer) -> None:
    """Around the whole server: it has read its ``MIDDLEWARE`` when it was started."""
    server: Any = live_server.thread.httpd
    server.set_app(under_the_policy(server.get_app()))


def under_the_policy(host: WSGIApplication) -> WSGIApplication:
    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[..., Any]:
            return start_response(status, [*headers, (HEADER, POLICY)], *more)

        return host(environ, start)

    return answered
