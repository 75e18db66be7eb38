"""Which workspace the running code sees; outside a scope the host's own manager shows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

current_workspace: ContextVar[str | None] = ContextVar("current_workspace", default=None)


@contextmanager
def workspace(tenant: str) -> Iterator[None]:
    token = current_workspace.set(tenant)
    try:
        yield
    finally:
        current_workspace.reset(token)
