"""An ``OAuth2Session`` that sends through our transport and keeps tokens out of the log."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import requests
from requests.adapters import BaseAdapter
from requests_oauthlib import OAuth2Session

from .oauth_answers import require_tokens
from .session import prepared

_HTTPS, _HTTP = "https://", "http://"


def _only_warnings(record: logging.LogRecord) -> bool:
    """Let nothing below a warning pass: the library writes tokens and bodies at DEBUG."""
    return record.levelno >= logging.WARNING


logging.getLogger("requests_oauthlib.oauth2_session").addFilter(_only_warnings)


def session_through(
    transport: BaseAdapter, client_id: str, redirect_uri: str | None = None
) -> OAuth2Session:
    """Make a session for one exchange; close it afterwards."""
    session = OAuth2Session(client_id, redirect_uri=redirect_uri)
    prepared(session, transport)
    session.max_redirects = 0
    session.register_compliance_hook("access_token_response", require_tokens)
    session.register_compliance_hook("refresh_token_response", require_tokens)
    return session


def as_https(url: str) -> str:
    """Name a plain-http stand-in by https: oauthlib refuses anything else.

    Its switch for that is an environment variable that would weaken the whole process.
    ``Endpoints`` lets http pass only for private names.
    """
    return _HTTPS + url.removeprefix(_HTTP) if url.startswith(_HTTP) else url


def as_named(url: str, endpoint: str) -> str:
    """Undo ``as_https`` where the endpoint is plain http."""
    return _HTTP + url.removeprefix(_HTTPS) if endpoint.startswith(_HTTP) else url


class PlainHTTP(BaseAdapter):
    """Sends what was named by https to the plain-http stand-in it is for."""

    def __init__(self, inner: BaseAdapter) -> None:
        super().__init__()
        self._inner = inner

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        request.url = as_named(request.url or "", _HTTP)
        return self._inner.send(request, stream, timeout, verify, cert, proxies)

    def close(self) -> None:
        self._inner.close()
