"""A connected organisation whose lists are mirrored from the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from xero_integration.models import Connection
from xero_integration.sandbox import Sandbox
from xero_integration.sandbox.control.acts import perform
from xero_integration.testing.queue import RecordingQueue
from xero_integration.testing.world import connect


@dataclass
class Books:
    """One organisation, seen from both sides."""

    sandbox: Sandbox
    queue: type[RecordingQueue]
    connection: Connection

    @property
    def xero(self) -> Any:
        return self.sandbox.world.organisations[self.connection.xero_tenant_id]

    def act(self, act: str, /, **arguments: Any) -> Any:
        """Let the accountant do something in Xero."""
        return perform(self.sandbox, self.connection.xero_tenant_id, act, arguments)

    def calls(self, noun: str) -> list[str]:
        """The queries with which one list was asked for."""
        return [call.query for call in self.sandbox.log.entries if call.path.endswith(f"/{noun}")]


@pytest.fixture
def books(host: Any, transactional_db: None, sandbox: Sandbox, queue: Any, sign_in: Any) -> Books:
    """Connected, with the first fill still waiting in the queue."""
    admin = sign_in("admin", tenant="north" if host.has_tenants else "")
    return Books(sandbox, queue, connect(admin, reverse("xero_integration:connect")))


@pytest.fixture
def mirrored(books: Books) -> Books:
    """Connected and filled."""
    books.queue.run_all()
    books.sandbox.log.entries.clear()
    return books
