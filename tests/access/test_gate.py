"""The strong sign-in gate, driven through django-allauth's own pages (P03)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.signals import authentication_step_completed
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from xero_integration.access.gate import sign_in_is_strong, watch_sign_ins

SendAs = Callable[..., HttpRequest]

pytestmark = pytest.mark.usefixtures("gate_is_on", "watching")


@pytest.fixture
def watching() -> None:
    watch_sign_ins()


def complete(request: HttpRequest, method: str, **extra: Any) -> None:
    """What allauth sends when one step of a sign-in is done."""
    authentication_step_completed.send(
        sender=type(request.user), request=request, user=request.user, method=method, **extra
    )


def allow(settings: Any, *providers: str) -> None:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "SSO_PROVIDERS": providers}


@pytest.mark.parametrize("method", ["password", "code", "password_reset"])
def test_one_factor_is_not_enough(request_as: SendAs, method: str) -> None:
    request = request_as("rep")
    complete(request, method)
    assert not sign_in_is_strong(request)


def test_no_step_at_all_is_not_enough(request_as: SendAs) -> None:
    assert not sign_in_is_strong(request_as("rep"))


def test_a_second_factor_is_strong(request_as: SendAs) -> None:
    request = request_as("rep")
    complete(request, "password")
    complete(request, "mfa", type="totp")
    assert sign_in_is_strong(request)


def test_confirming_the_password_later_does_not_weaken_a_session(request_as: SendAs) -> None:
    request = request_as("rep")
    complete(request, "mfa", type="totp")
    complete(request, "password", reauthenticated=True)
    assert sign_in_is_strong(request)


def test_single_sign_on_is_strong_by_any_provider_unless_they_are_listed(
    request_as: SendAs, settings: Any
) -> None:
    request = request_as("rep")
    complete(request, "socialaccount", provider="xero", uid="1")
    assert sign_in_is_strong(request)
    allow(settings, "okta")
    assert not sign_in_is_strong(request)
    allow(settings, "okta", "xero")
    assert sign_in_is_strong(request)


def test_a_session_that_changes_hands_is_weak(request_as: SendAs) -> None:
    request = request_as("rep")
    complete(request, "mfa", type="totp")
    request.user = request_as("admin").user
    assert not sign_in_is_strong(request)
    request.user = AnonymousUser()
    assert not sign_in_is_strong(request)


def never(request: HttpRequest) -> bool:
    return False


def test_a_host_names_its_own_gate_or_none(request_as: SendAs, settings: Any) -> None:
    request = request_as("rep")
    complete(request, "mfa")
    configured = settings.XERO_INTEGRATION
    settings.XERO_INTEGRATION = {**configured, "STRONG_SIGN_IN": "tests.access.test_gate.never"}
    assert not sign_in_is_strong(request)
    settings.XERO_INTEGRATION = {**configured, "STRONG_SIGN_IN": ""}
    assert sign_in_is_strong(request_as("norights"))
