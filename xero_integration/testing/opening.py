"""Puts a sandbox in the place of Xero, and connects organisations of it by services alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings as django_settings
from django.urls import NoReverseMatch, reverse

from ..access.actors import Actor
from ..connections import services as connections
from ..connections.models import Connection
from ..mapping import services as mapping
from ..mapping.choices import ItemPolicy
from ..sandbox import Sandbox
from ..sandbox.identity.registration import add_redirect_uri
from ..sandbox.identity.state import state_of
from .queue import RecordingQueue
from .world import BASE_URL, TRANSPORT, consent, open_sandbox

SITE = "https://testserver"
"""The site as Django's test client calls it."""

ACTOR = Actor("actor:test", "Test")
"""Who connects, maps and creates when a test says nothing else."""

KEY = "bm90LWEtc2VjcmV0LWtleS1vZi10aGUtdGVzdC1ob3M="
"""For projects whose test settings hold no key; it protects nothing."""


@contextmanager
def sandbox_as_xero(settings: Any) -> Iterator[Sandbox]:
    """Every call of the app reaches a fresh sandbox; ``settings`` is pytest-django's fixture."""
    sandbox = open_sandbox()
    callback = callback_url()
    add_redirect_uri(state_of(sandbox.world).apps["sandbox-client"], callback)
    configured = getattr(django_settings, "XERO_INTEGRATION", {})
    settings.XERO_INTEGRATION = {
        **configured,
        "XERO_URL": BASE_URL,
        "TRANSPORT": TRANSPORT,
        "REDIRECT_URI": callback,
        "CLIENT_ID": "sandbox-client",
        "CLIENT_SECRET": "sandbox-secret",
        "ENCRYPTION_KEYS": configured.get("ENCRYPTION_KEYS") or [KEY],
        "QUEUE": "xero_integration.testing.queue.RecordingQueue",
    }
    RecordingQueue.clear()
    yield sandbox
    RecordingQueue.clear()


def callback_url() -> str:
    """Where the host mounted the callback; a project that only tests a source has no URLs."""
    try:
        return SITE + reverse("xero_integration_callback:callback")
    except NoReverseMatch:
        return f"{SITE}/xero/callback/"


def connect(tenant: str = "", *, organisation: int = 0) -> Connection:
    """Consent at the sandbox, mirror its lists, save the proposed mapping, switch writing on.

    Products need no item in Xero, unlike in the proposal: a host's test is about its deals.
    """
    consent_url = connections.start_connect(ACTOR, tenant, redirect_uri=callback_url())
    answer = parse_qs(urlsplit(consent(consent_url, organisations=(organisation,))).query)
    result = connections.finish_connect(
        ACTOR, tenant, state=answer["state"][0], code=answer["code"][0]
    )
    (connection,) = result.connections
    RecordingQueue.run_all()
    config, revision = mapping.current(connection)
    config = replace(config, item_policy=ItemPolicy.ACCOUNT_ONLY)
    mapping.save(connection, config, actor=ACTOR, based_on=revision)
    if connections.terms_are_due(connection):
        connections.accept_terms(connection, actor=ACTOR)
    connections.set_writing(connection, on=True, actor=ACTOR)
    return connection
