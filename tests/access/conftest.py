"""Requests as a browser, htmx or a program would send them, with a real session behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from tests.hosts.protocol import Host

SendAs = Callable[..., HttpRequest]


@pytest.fixture
def request_as(host: Host, db: None) -> SendAs:
    """``request_as("rep", "/path", method="post", HX_Request="true")``; no role: nobody."""

    def build(
        role: str = "", path: str = "/page/", method: str = "get", **more: Any
    ) -> HttpRequest:
        headers = {name.replace("_", "-"): value for name, value in more.pop("headers", {}).items()}
        request: HttpRequest = getattr(RequestFactory(), method)(path, headers=headers, **more)
        request.user = host.make_user(role) if role else AnonymousUser()
        request.session = SessionStore()
        request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # as the middleware does
        return request

    return build


@pytest.fixture
def gate_is_on(settings: Any) -> None:
    configured = dict(settings.XERO_INTEGRATION)
    configured.pop("STRONG_SIGN_IN")
    settings.XERO_INTEGRATION = configured
