"""The sandbox in a process of its own, as benchmarks and their worker processes reach it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

CALLBACK = "http://127.0.0.1:8010/xero/callback/"
PLENTY = 10_000_000
SETTINGS = {
    "CLIENT_ID": "sandbox-client",
    "CLIENT_SECRET": "sandbox-secret",
    "ENCRYPTION_KEYS": ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="],
    "QUEUE": "xero_integration.testing.queue.RecordingQueue",
}
"""Of the app in a benchmark; the secrets are those that the sandbox publishes."""


@contextmanager
def served() -> Iterator[str]:
    """Its address; it ends with the block."""
    command = [sys.executable, "-m", "xero_integration.sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").split()[-1]
        finally:
            process.terminate()


def ask(url: str, method: str, path: str, **more: Any) -> Any:
    """Use the control API of the sandbox."""
    answer = requests.request(method, f"{url}/_sandbox/{path}", timeout=60, **more)
    answer.raise_for_status()
    return answer.json()


def allow_everything(url: str) -> None:
    """Lift Xero's limits, which would stretch a benchmark over days."""
    allowances = ("per_minute", "per_day", "app_per_minute")
    ask(url, "POST", "limits", json=dict.fromkeys(allowances, PLENTY))


def connect(**more: Any) -> Any:
    """Walk through the consent page of the sandbox at ``XERO_URL``; the connection with a grant.

    Needs Django to be set up with the app's settings.
    """
    from xero_integration.client import XeroClient, oauth
    from xero_integration.connections import grants, xero
    from xero_integration.connections.scopes import scopes
    from xero_integration.models import Connection, Grant
    from xero_integration.testing import world

    config = xero.oauth_config()
    verifier, challenge = oauth.pkce_pair()
    page = oauth.authorization_url(
        config, scopes=scopes(), state="s", code_challenge=challenge, redirect_uri=CALLBACK
    )
    query = parse_qs(urlsplit(world.consent(page, browser=requests.Session())).query)
    tokens = oauth.exchange_code(
        config, code=query["code"][0], verifier=verifier, redirect_uri=CALLBACK
    )
    client: XeroClient = xero.client(tokens)
    reached = client.identity.connections()[0]
    grant = Grant.objects.create(xero_user_id="bench", **grants.columns_for(tokens))
    return Connection.objects.create(
        grant=grant, name=reached.tenant_name, xero_tenant_id=str(reached.tenant_id), **more
    )
