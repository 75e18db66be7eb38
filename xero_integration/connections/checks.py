"""System checks: the keys, Xero's address and the features, before a person meets the error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from ..conf import conf
from ..exceptions import ConfigurationError
from . import reconnect_mail, rotation, xero
from .encryption import cipher
from .scopes import scopes


def check_encryption_keys(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[CheckMessage]:
    """E010: no usable key; E011: a valid key, but not the one that stored secrets need.

    Not tagged as a database check, because a plain ``manage.py check`` has to tell. It reads
    at most one row per column, and is silent where there is no database yet.
    """
    hint = "Make a key with manage.py xero_key and put it into XERO_INTEGRATION."
    missing = _failing(cipher, "xero_integration.E010", hint)
    return missing or _stored_secrets()


def check_xero_settings(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[CheckMessage]:
    """E012: ``XERO_URL`` is no address for tokens; E013: a feature that nobody knows.

    E014: ``SITE_URL`` is set and no address that a link could begin with.
    """
    hint = "Leave XERO_URL out for real Xero."
    return [
        *_failing(xero.endpoints, "xero_integration.E012", hint),
        *_failing(scopes, "xero_integration.E013"),
        *_failing(reconnect_mail.site_url, "xero_integration.E014"),
    ]


def check_addresses_for_xero(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[CheckMessage]:
    """W010: the addresses that Xero calls change with the reader's language; W011: there are none.

    Who names a page of its own in ``REDIRECT_URI`` may do without: the REST API takes code and
    state as well.
    """
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    languages = dict(settings.LANGUAGES) if settings.USE_I18N else [settings.LANGUAGE_CODE]
    addresses = {_callback_in(language) for language in languages}
    if addresses == {""}:
        return [] if conf.REDIRECT_URI else [_nowhere_to_come_back()]
    if len(addresses) == 1:
        return []
    message = "Xero can't find its way back: callback_urls stand inside i18n_patterns."
    hint = "Include xero_integration.callback_urls outside of i18n_patterns."
    return [Warning(message, hint=hint, id="xero_integration.W010")]


def _nowhere_to_come_back() -> CheckMessage:
    message = "Nobody comes back from Xero: callback_urls are not included anywhere."
    hint = (
        "Include xero_integration.callback_urls, or name the page of yours in REDIRECT_URI that "
        "hands code and state to the REST API."
    )
    return Warning(message, hint=hint, id="xero_integration.W011")


def _callback_in(language: str) -> str:
    """The address, which is empty where it is not mounted."""
    with override(language), suppress(NoReverseMatch):
        return reverse("xero_integration_callback:callback")
    return ""


def _stored_secrets() -> list[CheckMessage]:
    try:
        column = rotation.unreadable_column()
    except DatabaseError:
        return []
    if not column:
        return []
    message = f'No key of XERO_INTEGRATION["ENCRYPTION_KEYS"] decrypts {column}.'
    hint = "Put the former key back behind the new one, then run manage.py xero_key --rotate."
    return [Error(message, hint=hint, id="xero_integration.E011")]


def _failing(
    read: Callable[[], object], identifier: str, hint: str | None = None
) -> list[CheckMessage]:
    try:
        read()
    except ConfigurationError as error:
        return [Error(str(error), hint=hint, id=identifier)]
    return []
