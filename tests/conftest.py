"""Fixtures for every test: the host under test, and people signed in to it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from playwright.sync_api import Playwright, sync_playwright

from tests.hosts.protocol import Host
from xero_integration.sandbox import Sandbox
from xero_integration.testing.queue import RecordingQueue

from . import quick_flush

quick_flush.install()

# How long an example takes tells of the machine, and of what else it has to do.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")

pytest_plugins = ["xero_integration.testing.plugin"]


def pytest_collection_finish() -> None:
    """What is imported by now stays: the garbage collector took a tenth of the suite to see it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Once per process: a second one would find the first one's loop running."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(autouse=True)
def in_the_sites_language() -> Iterator[None]:
    """A request that asked for French leaves its thread in French."""
    yield
    translation.deactivate()


@pytest.fixture
def host() -> Host:
    """The factory of the host whose settings are loaded (``--ds=tests.hosts.uuid.settings``)."""
    package = settings.ROOT_URLCONF.rpartition(".")[0]
    factory: Any = import_module(f"{package}.factory")
    return factory


@pytest.fixture
def sandbox(xero_sandbox: Sandbox) -> Sandbox:
    """A fresh Xero that every call of the app reaches, without a socket."""
    return xero_sandbox


@pytest.fixture
def queue(xero_queue: type[RecordingQueue]) -> type[RecordingQueue]:
    """What was handed to the queue; ``queue.run_all()`` plays the worker."""
    return xero_queue


@pytest.fixture
def sign_in(host: Host, db: None) -> Callable[..., Client]:
    """``sign_in("rep")`` gives a browser of a rep; ``csrf=True`` makes it enforce CSRF."""

    def signed_in(role: str = "rep", *, tenant: str = "", csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=csrf)
        client.force_login(
            host.make_user(role, tenant=tenant),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return signed_in
