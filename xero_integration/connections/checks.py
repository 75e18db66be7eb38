"""System checks: keys, credentials, addresses and features, before a person meets the error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError
from django.utils.module_loading import import_string

from ..conf import conf
from ..exceptions import ConfigurationError
from . import rotation, xero
from .encryption import cipher
from .scopes import scopes

_NEW_KEY = "Make a key with manage.py xero_key and put it into XERO_INTEGRATION."


def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What can be said without the database."""
    return [
        *_failing(cipher, "xero_integration.E010", _NEW_KEY),
        *_failing(_credentials, "xero_integration.E011", "They are shown at developer.xero.com."),
        *_failing(xero.endpoints, "xero_integration.E012", "Leave XERO_URL out for real Xero."),
        *_failing(scopes, "xero_integration.E013", ""),
        *_transport(),
    ]


def check_stored_secrets(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Try the keys on what is stored: a valid but wrong key looks fine otherwise.

    Not tagged as a database check, because a plain ``manage.py check`` has to tell; it reads
    at most one row per column, and is silent where there is no database yet.
    """
    if _failing(cipher, "", ""):
        return []
    try:
        column = rotation.any_unreadable()
    except DatabaseError:
        return []
    if not column:
        return []
    return [
        Error(
            f'No key of XERO_INTEGRATION["ENCRYPTION_KEYS"] decrypts {column}.',
            hint="Put the former key back behind the new one, then run xero_key --rotate.",
            id="xero_integration.E014",
        )
    ]


def _credentials() -> None:
    _ = conf.CLIENT_ID, conf.CLIENT_SECRET


def _failing(read: Callable[[], object], identifier: str, hint: str) -> list[CheckMessage]:
    try:
        read()
    except ConfigurationError as error:
        return [Error(str(error), hint=hint or None, id=identifier)]
    return []


def _transport() -> list[CheckMessage]:
    try:
        if conf.TRANSPORT:
            import_string(conf.TRANSPORT)
    except ImportError as error:
        message = f'XERO_INTEGRATION["TRANSPORT"] can\'t be imported: {error}'
        return [CheckWarning(message, id="xero_integration.W015")]
    return []
