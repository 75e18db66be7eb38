"""Pytest fixtures for host projects: a Xero in a box, connected, with a queue that waits.

Add ``-p xero_integration.testing.plugin`` to pytest's options, or
``pytest_plugins = ["xero_integration.testing.plugin"]`` to the project's ``conftest.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.module_loading import import_string

from .queue import RecordingQueue

if TYPE_CHECKING:
    from ..sandbox import Sandbox
    from .xero import Xero


@pytest.fixture
def xero_tenant() -> str:
    """The tenant that ``xero`` is connected for; override it where the sources have tenants."""
    return ""


@pytest.fixture
def xero_sandbox(settings: Any) -> Iterator[Sandbox]:
    """A fresh Xero that every call of the app reaches, without a socket; nothing is connected."""
    # By path: the options of pytest load this module before Django is set up.
    with import_string("xero_integration.testing.opening.sandbox_as_xero")(settings) as sandbox:
        yield sandbox


@pytest.fixture
def xero_queue(xero_sandbox: Sandbox) -> type[RecordingQueue]:
    """What was handed to the queue; ``xero_queue.run_all()`` plays the worker."""
    return RecordingQueue


@pytest.fixture
def xero(transactional_db: None, xero_sandbox: Sandbox, xero_tenant: str) -> Xero:
    """A connected organisation: all of it mirrored, mapping saved as proposed, writing on.

    The database is one that commits, because signals are sent after the commit.
    """
    opened: Xero = import_string("xero_integration.testing.xero.Xero").connected(
        xero_sandbox, tenant=xero_tenant
    )
    return opened
