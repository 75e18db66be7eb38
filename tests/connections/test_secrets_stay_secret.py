"""No token, code, state, verifier or key in a page, a log, an error or a representation."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from tests.connections.world import NAMES, Journey, query_of
from xero_integration.client import TokenSet
from xero_integration.connections.models import ConnectAttempt, Connection, Grant
from xero_integration.connections.session import client_for
from xero_integration.exceptions import XeroIntegrationError

pytestmark = pytest.mark.django_db


def secrets_of(sealed: Any) -> set[str]:
    tokens = TokenSet.from_json(sealed.open())
    parts = {tokens.access_token, tokens.refresh_token, tokens.id_token or ""}
    return {part for part in parts if part}


def leaks(text: str, secrets: set[str]) -> list[str]:
    return [secret for secret in secrets if secret in text]


def test_nothing_leaks_on_the_whole_way(journey: Journey, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    url = journey.start(name="Books")
    verifier = ConnectAttempt.objects.get().verifier.open()
    back = journey.xero.consent(url)
    seen = {query_of(url)["state"], query_of(back)["code"], verifier}
    seen |= set(django_settings.XERO_INTEGRATION["ENCRYPTION_KEYS"])
    seen |= {django_settings.XERO_INTEGRATION["CLIENT_SECRET"]}
    shown = journey.come_back(back).content.decode()

    connection = Connection.objects.select_related("grant").get()
    assert connection.grant is not None
    seen |= secrets_of(connection.grant.token_set)
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        client = client_for(connection)
        client.users.all()
        seen |= secrets_of(Grant.objects.get().token_set)
        journey.xero.fail("/connect/token", status=400, body='{"error":"invalid_request"}')
    later = timezone.now() + timedelta(minutes=80)
    with time_machine.travel(later), pytest.raises(XeroIntegrationError) as error:
        client_for(connection)
    for name in ("connections", "connection", "disconnect"):
        arguments = [] if name == "connections" else [connection.pk]
        shown += journey.browser.get(
            reverse(f"xero_integration:{name}", args=arguments)
        ).content.decode()
    represented = repr([client, connection, connection.grant, vars(connection.grant)])
    logged = "\n".join(f"{r.getMessage()} {vars(r)}" for r in caplog.records if _ours(r))
    assert logged
    for text in (shown, represented, logged, repr(error.value), str(error.value)):
        assert leaks(text, seen) == []


def test_the_choice_page_holds_no_token(journey: Journey) -> None:
    answer = journey.connect(*NAMES[:2])
    attempt = ConnectAttempt.objects.get()
    seen = secrets_of(attempt.token_set)
    page = journey.browser.get(answer.headers["Location"]).content.decode()
    assert leaks(page + repr(vars(attempt)), seen) == []


def _ours(record: logging.LogRecord) -> bool:
    """The test's own browser and the stand-in for Xero may say what they like."""
    return not record.name.startswith(("django.", "werkzeug", "urllib3", "asyncio"))
