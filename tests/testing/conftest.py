"""The fixture ``xero`` as a host gets it: connected for the tenant that the host's deals have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.hosts.protocol import Host
from xero_integration.signals import document_created, document_status_changed


@pytest.fixture
def xero_tenant(host: Host) -> str:
    return "north" if host.has_tenants else ""


@pytest.fixture
def heard() -> Iterator[list[tuple[str, Any]]]:
    """What a handler of the host was told: the name of the signal and its arguments."""
    told: list[tuple[str, Any]] = []

    def handler(name: str) -> Callable[..., None]:
        return lambda signal, sender, **arguments: told.append((name, arguments))

    created, changed = handler("created"), handler("changed")
    document_created.connect(created, weak=False)
    document_status_changed.connect(changed, weak=False)
    yield told
    document_created.disconnect(created)
    document_status_changed.disconnect(changed)
