"""Serves the box on a real socket with HTTP/1.1 keep-alive, and breaks connections on demand."""

from __future__ import annotations

import socket
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from werkzeug.test import create_environ, run_wsgi_app

from .faults import DropConnection

if TYPE_CHECKING:
    from .app import Sandbox

IDLE_SECONDS = 30


class Server(ThreadingHTTPServer):
    """werkzeug's development server closes every connection, so the box brings its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, sandbox: Sandbox, address: tuple[str, int]) -> None:
        self.sandbox = sandbox
        super().__init__(address, Handler)

    @property
    def url(self) -> str:
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def make_server(sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0) -> Server:
    """Bind at once (port 0 picks a free one); the caller runs `serve_forever`."""
    return Server(sandbox, (host, port))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "XeroSandbox"
    sys_version = ""
    timeout = IDLE_SECONDS
    # Headers and body leave in two writes; without this, Nagle's delay costs 40 ms a call.
    disable_nagle_algorithm = True
    server: Server

    def _answer(self) -> None:
        try:
            chunks, status, headers = run_wsgi_app(
                self.server.sandbox, self._environ(), buffered=True
            )
        except DropConnection:
            self._drop()
            return
        body = b"".join(chunks)
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        if "Content-Length" not in headers and int(code) not in (204, 304):
            headers["Content-Length"] = str(len(body))
        for name, value in headers.items():
            self.send_header(name, value)
        if int(headers.get("Content-Length", 0)) != len(body) and self.command != "HEAD":
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _answer  # noqa: N815

    def _environ(self) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        return create_environ(
            path=unquote(path),
            query_string=query,
            base_url=f"http://{self.headers.get('Host', 'localhost')}/",
            method=self.command,
            headers=list(self.headers.items()),
            data=self._body(),
        )

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _drop(self) -> None:
        """Reset the connection instead of closing it politely."""
        self.close_connection = True
        reset_on_close = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset_on_close)
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """The box keeps its own log of calls."""
