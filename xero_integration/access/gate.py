"""The strong sign-in gate; the only module that knows django-allauth.

allauth tells each step of a sign-in by a signal; the strongest step is kept in the session
under our own key together with the user it was for, so a session that changes hands is weak.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.apps import apps
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.module_loading import import_string

from ..conf import conf

SESSION_KEY = "xero_integration_sign_in"
TOKEN_MARK = "xero_integration_token"  # noqa: S105 - an attribute's name
SECOND_FACTOR = "mfa"
SINGLE_SIGN_ON = "socialaccount"
RECOVERY_CODES = "recovery_codes"


def sign_in_is_strong(request: HttpRequest) -> bool:
    """What the host's gate says of this request; True when the gate is off."""
    path = conf.STRONG_SIGN_IN
    if not path or (conf.TOKENS_ARE_STRONG and getattr(request, TOKEN_MARK, False)):
        return True
    gate: Callable[[HttpRequest], bool] = import_string(path)
    return bool(gate(request))


def mark_as_token(request: HttpRequest) -> None:
    """Note that the caller proved who they are by a token and not by a session."""
    setattr(request, TOKEN_MARK, True)


def allauth_sign_in_is_strong(request: HttpRequest) -> bool:
    """A second factor, or single sign-on by one of ``SSO_PROVIDERS`` (empty: any)."""
    session, user = getattr(request, "session", None), getattr(request, "user", None)
    kept = session.get(SESSION_KEY) if session is not None else None
    if not kept or user is None or kept[0] != str(user.pk):
        return False
    return _is_strong(kept[1])


def remember_sign_in_step(*, request: HttpRequest, user: Any, method: str, **extra: Any) -> None:
    """Receiver of ``authentication_step_completed``; a weaker step never hides a stronger one."""
    step = f"{method}:{extra.get('provider', '')}" if method == SINGLE_SIGN_ON else method
    kept = request.session.get(SESSION_KEY)
    if kept and kept[0] == str(user.pk) and _is_strong(kept[1]) and not _is_strong(step):
        return
    request.session[SESSION_KEY] = [str(user.pk), step]


def remember_new_authenticator(
    *, request: HttpRequest, user: Any, authenticator: Any, **extra: Any
) -> None:
    """Receiver of ``authenticator_added``: enrolling proves the factor by using it once."""
    if authenticator.type != RECOVERY_CODES:
        request.session[SESSION_KEY] = [str(user.pk), SECOND_FACTOR]


def watch_sign_ins() -> None:
    """Wire the receivers; called once when the app is ready."""
    authentication_step_completed.connect(
        remember_sign_in_step, dispatch_uid="xero_integration.sign_in_step"
    )
    if apps.is_installed("allauth.mfa"):
        # Loaded by path: these signals need allauth's models, which a host may not install.
        added: Signal = import_string("allauth.mfa.signals.authenticator_added")
        added.connect(remember_new_authenticator, dispatch_uid="xero_integration.new_authenticator")


def _is_strong(step: str) -> bool:
    method, _, provider = step.partition(":")
    if method == SINGLE_SIGN_ON:
        return not conf.SSO_PROVIDERS or provider in conf.SSO_PROVIDERS
    return method == SECOND_FACTOR
