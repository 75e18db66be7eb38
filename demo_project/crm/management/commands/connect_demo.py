"""Connects the demo to its sandbox at the first start, as an administrator would by hand.

So a newcomer can invoice at once as a rep. Disconnecting and connecting again works in the
demo like anywhere else; a connection that was ever made is left alone.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.urls import reverse

from demo_project import settings
from demo_project.folder import secrets
from xero_integration.access.actors import actor_record
from xero_integration.connections import services as connections
from xero_integration.mapping import services as mapping
from xero_integration.models import Connection
from xero_integration.reference import services as reference
from xero_integration.sync import planner
from xero_integration.testing.world import consent

SITE = f"http://127.0.0.1:{settings.DEMO_PORT}"


class Command(BaseCommand):
    help = "Connects the demo to its sandbox unless it was connected before, or DEMO_CONNECT is 0."

    def handle(self, *args: Any, **options: Any) -> None:
        subscribe()
        if settings.DEMO_CONNECT and not Connection.objects.exists():
            connect()


def subscribe() -> None:
    """Give the sandbox the webhook's address and key, as one does at developer.xero.com."""
    webhook = {
        "url": SITE + reverse("xero_integration_callback:webhook"),
        "key": secrets()["WEBHOOK_KEY"],
    }
    answer = sandbox().post(f"{settings.SANDBOX_URL}/_sandbox/webhooks", json=webhook, timeout=10)
    answer.raise_for_status()


def sandbox() -> requests.Session:
    browser = requests.Session()
    browser.trust_env = False
    return browser


def connect() -> None:
    """Walk through the consent page, copy Xero's lists, accept the defaults, begin to poll."""
    actor = actor_record(get_user_model().objects.get(username="admin"))
    consent_url = connections.start_connect(
        actor, "", redirect_uri=SITE + reverse("xero_integration_callback:callback")
    )
    answer = parse_qs(urlsplit(consent(consent_url, browser=sandbox())).query)
    result = connections.finish_connect(actor, "", state=answer["state"][0], code=answer["code"][0])
    for connection in result.connections:
        reference.refresh(connection)
        config, revision = mapping.current(connection)
        mapping.save(connection, config, actor=actor, based_on=revision)
        connections.set_writing(connection, on=True, actor=actor)
    planner.plan()
