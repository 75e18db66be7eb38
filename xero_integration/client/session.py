"""One pooled ``requests`` session per process, or one of its own per given transport."""

from __future__ import annotations

import os
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

_POOL = 16
_shared: list[requests.Session] = []


def session_for(transport: BaseAdapter | None) -> requests.Session:
    """Share connections when the network is real; keep a replaced transport to itself."""
    if transport is not None:
        return prepared(requests.Session(), transport)
    if not _shared:
        _shared.append(prepared(requests.Session(), pooled()))
    return _shared[0]


def pooled() -> HTTPAdapter:
    """Retries are decided by the caller, who knows whether repeating is safe."""
    return HTTPAdapter(pool_connections=_POOL, pool_maxsize=_POOL, max_retries=0)


def prepared(session: requests.Session, transport: BaseAdapter) -> requests.Session:
    """Send everything through the transport and keep no cookies between calls."""
    session.mount("https://", transport)
    session.mount("http://", transport)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


# A forked worker must not write into its parent's sockets.
os.register_at_fork(after_in_child=_shared.clear)
