"""A person's question to Xero: one call, and once more with a new token if that one was stale."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..client import XeroClient
from ..connections.models import Connection
from ..connections.session import client_for, refresh_now
from ..exceptions import TokenRejected

T = TypeVar("T")


def ask(connection: Connection, question: Callable[[XeroClient], T]) -> T:
    """What Xero answers; its errors are raised. Runs outside transactions."""
    try:
        return question(client_for(connection, wait=True))
    except TokenRejected:
        return question(refresh_now(connection, wait=True))
