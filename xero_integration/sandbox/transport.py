"""A `requests` transport that reaches the sandbox without a socket."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.exceptions import ChunkedEncodingError, ConnectionError, ReadTimeout
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers
from urllib3 import HTTPResponse
from werkzeug.test import create_environ, run_wsgi_app

from .faults import DropConnection

if TYPE_CHECKING:
    from .app import Sandbox


class SandboxTransport(BaseAdapter):
    """Mount on a session: `session.mount("https://", SandboxTransport(sandbox))`."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.sandbox = sandbox

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        environ = _environ(request)
        held: dict[str, float] = environ["sandbox.in_process"]
        try:
            chunks, status, headers = run_wsgi_app(self.sandbox, environ, buffered=True)
        except DropConnection as dropped:
            raise ConnectionError("Connection aborted.", request=request) from dropped
        read_timeout = timeout[1] if isinstance(timeout, tuple) else timeout
        if read_timeout is not None and held.get("delay", 0) > read_timeout:
            raise ReadTimeout(f"Read timed out. (read timeout={read_timeout})", request=request)
        body = b"".join(chunks)
        declared = headers.get("Content-Length")
        if declared is not None and int(declared) != len(body) and request.method != "HEAD":
            raise ChunkedEncodingError("The sandbox cut the answer short", request=request)
        return self._response(request, status, dict(headers), body)

    def _response(
        self, request: PreparedRequest, status: str, headers: dict[str, str], body: bytes
    ) -> Response:
        code, _, reason = status.partition(" ")
        response = Response()
        response.status_code = int(code)
        response.reason = reason
        response.headers = CaseInsensitiveDict(headers)
        response.encoding = get_encoding_from_headers(response.headers)
        response.raw = HTTPResponse(
            body=io.BytesIO(body), headers=headers, status=int(code), preload_content=False
        )
        response.url = request.url or ""
        response.request = request
        return response

    def close(self) -> None:
        """Nothing is held open."""


def _environ(request: PreparedRequest) -> dict[str, Any]:
    body: Any = request.body or b""
    if not isinstance(body, bytes | str):
        body = b"".join(body)
    environ = create_environ(
        path=(request.url or "/"),
        method=request.method or "GET",
        headers={name: _text(value) for name, value in request.headers.items()},
        data=body.encode() if isinstance(body, str) else body,
    )
    # The test client hands on a copy of the environment; what the box tells back goes in here.
    environ["sandbox.in_process"] = {}
    return environ


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
