"""Pytest fixtures for host projects: a Xero in a box, a queue that waits, a connected company.

Add ``pytest_plugins = ["xero_integration.testing.plugin"]`` to the project's ``conftest.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from ..sandbox import Sandbox
from ..sandbox.identity.registration import add_redirect_uri
from ..sandbox.identity.state import state_of
from .queue import RecordingQueue
from .world import BASE_URL, TRANSPORT, open_sandbox

SITE = "https://testserver"


@pytest.fixture
def sandbox(settings: Any) -> Iterator[Sandbox]:
    """A fresh Xero that every call of the app reaches, without a socket."""
    box = open_sandbox()
    callback = f"{SITE}{reverse('xero_integration_callback:callback')}"
    add_redirect_uri(state_of(box.world).apps["sandbox-client"], callback)
    settings.XERO_INTEGRATION = {
        **getattr(django_settings, "XERO_INTEGRATION", {}),
        "XERO_URL": BASE_URL,
        "TRANSPORT": TRANSPORT,
        "REDIRECT_URI": callback,
        "CLIENT_ID": "sandbox-client",
        "CLIENT_SECRET": "sandbox-secret",
        "QUEUE": "xero_integration.testing.queue.RecordingQueue",
    }
    RecordingQueue.clear()
    yield box
    RecordingQueue.clear()


@pytest.fixture
def queue(sandbox: Sandbox) -> type[RecordingQueue]:
    """What was handed to the queue; ``queue.run_all()`` plays the worker."""
    return RecordingQueue
