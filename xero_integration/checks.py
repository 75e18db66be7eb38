"""Façade: what ``manage.py check`` says of the app's set-up, each with an id and a way out."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings as django_settings
from django.core import checks
from django.utils.module_loading import import_string

from . import background, schedules
from .conf import SETTING, XeroSettings, conf
from .connections.checks import (
    check_addresses_for_xero,
    check_encryption_keys,
    check_xero_settings,
)
from .exceptions import ConfigurationError
from .host.checks import check_sources
from .mapping.targets import every_target
from .outbox.explanations import explain
from .outbox.kinds import labels as kind_labels
from .pages import ensure_frame

KNOWN_KEYS = {name for name in vars(XeroSettings) if name.isupper()}
OTHER_BROKERS = ("broker_class", "iron_mq", "sqs", "orm", "mongo")
"""Keys of ``Q_CLUSTER`` that name one which is not Redis."""
PATHS = ("STRONG_SIGN_IN", "QUEUE", "TRANSPORT")


def register() -> None:
    """Register every check; called once when the app is ready."""
    for check in CHECKS:
        checks.register(check, "xero_integration")


def check_settings(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[checks.CheckMessage]:
    """E001: a required setting is missing; W001: a key nobody knows, perhaps misspelt."""
    found: list[checks.CheckMessage] = []
    for key in ("CLIENT_ID", "CLIENT_SECRET"):
        try:
            getattr(conf, key)
        except ConfigurationError as error:
            found.append(checks.Error(error.detail, id="xero_integration.E001"))
    unknown = set(getattr(django_settings, SETTING, {})) - KNOWN_KEYS
    for key in sorted(unknown):
        hint = f"Known keys: {', '.join(sorted(KNOWN_KEYS))}."
        message = f'{SETTING}["{key}"] is not a setting of this app.'
        found.append(checks.Warning(message, hint=hint, id="xero_integration.W001"))
    return found


def check_paths(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[checks.CheckMessage]:
    """E002: a dotted path in the settings can't be imported."""
    found: list[checks.CheckMessage] = []
    for key in PATHS:
        path = getattr(conf, key)
        if not path:
            continue
        try:
            import_string(path)
        except ImportError as error:
            message = f'{SETTING}["{key}"]: {error}'
            found.append(checks.Error(message, id="xero_integration.E002"))
    return found


def check_additions(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[checks.CheckMessage]:
    """E005: what the host adds by a setting can't be imported, or is something else."""
    found: list[checks.CheckMessage] = []
    for ask in (every_target, kind_labels, lambda: explain("")):
        try:
            ask()
        except ConfigurationError as error:
            message = f"{SETTING}: {error.detail}"
            found.append(checks.Error(message, id="xero_integration.E005"))
    return found


def check_sign_in(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[checks.CheckMessage]:
    """E004: the default gate is on, and nobody could ever pass it."""
    providers = ("allauth.mfa", "allauth.socialaccount")
    by_allauth = conf.STRONG_SIGN_IN.endswith(".allauth_sign_in_is_strong")
    if not by_allauth or any(apps.is_installed(app) for app in providers):
        return []
    hint = (
        f'Install {" or ".join(providers)}, name another check in STRONG_SIGN_IN, or set it to "". '
        "See docs/howto/strong-sign-in.md."
    )
    message = "Nobody can pass the strong sign-in gate."
    return [checks.Error(message, hint=hint, id="xero_integration.E004")]


def check_queue(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[checks.CheckMessage]:
    """E003: the queue isn't installed or has no broker; W002: tasks may run twice.

    W003: tasks that should come back regularly don't. W005: the broker was not chosen.
    """
    if conf.QUEUE.endswith(".background.Celery"):
        return _check_celery()
    if not conf.QUEUE.endswith(".DjangoQ"):
        return []
    if not apps.is_installed("django_q"):
        hint = 'Add "django_q" to INSTALLED_APPS, or set QUEUE.'
        message = "Nothing runs what is queued for Xero."
        return [checks.Error(message, hint=hint, id="xero_integration.E003")]
    cluster = getattr(django_settings, "Q_CLUSTER", {})
    return [*_check_broker(cluster), *_check_retry(cluster)]


def _check_broker(cluster: Mapping[str, Any]) -> list[checks.CheckMessage]:
    """As django-q2 chooses: without a word about another one it takes Redis."""
    if any(cluster.get(key) for key in OTHER_BROKERS):
        return []
    hint = 'Add "orm": "default" to Q_CLUSTER, or name another broker of django-q2 there.'
    if importlib.util.find_spec("redis") is None:
        message = "Nothing runs what is queued for Xero: django-q2 has no broker."
        return [checks.Error(message, hint=hint, id="xero_integration.E003")]
    if cluster.get("redis") or cluster.get("django_redis"):
        return []
    message = "Q_CLUSTER names no broker: django-q2 looks for a Redis on this machine."
    return [checks.Warning(message, hint=hint, id="xero_integration.W005")]


def _check_retry(cluster: Mapping[str, Any]) -> list[checks.CheckMessage]:
    timeout, retry = cluster.get("timeout"), cluster.get("retry", 60)
    if timeout and retry > timeout:
        return []
    hint = "Set both; retry must be longer than timeout, e.g. timeout 120 and retry 300."
    message = 'Q_CLUSTER: "retry" must exceed "timeout", or tasks run twice.'
    return [checks.Warning(message, hint=hint, id="xero_integration.W002")]


def _check_celery() -> list[checks.CheckMessage]:
    try:
        kept = background.scheduled() or set()
    except ConfigurationError as error:
        message = "Nothing runs what is queued for Xero."
        return [checks.Error(message, hint=error.detail, id="xero_integration.E003")]
    missing = {entry.name for entry in schedules.SCHEDULES} - kept
    if not missing:
        return []
    hint = (
        "Put xero_integration.schedules.celery_beat_schedule() into beat_schedule, and import "
        "your Celery app when the project starts."
    )
    message = f"Celery's beat does not know {', '.join(sorted(missing))}."
    return [checks.Warning(message, hint=hint, id="xero_integration.W003")]


def check_templates(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[checks.CheckMessage]:
    """W004: there is nothing to make pages and mails with. W006: the pages stand in no block."""
    backends = (str(one.get("BACKEND", "")) for one in django_settings.TEMPLATES)
    if any(backend.endswith(".DjangoTemplates") for backend in backends):
        return _check_frame()
    hint = "Add Django's own template engine to TEMPLATES, with APP_DIRS."
    message = "There are no pages, and no mails about a lost sign-in: no templates can be rendered."
    return [checks.Warning(message, hint=hint, id="xero_integration.W004")]


def _check_frame() -> list[checks.CheckMessage]:
    """Django itself says nothing of a block that is not there: the page would be empty."""
    try:
        ensure_frame()
    except ConfigurationError as error:
        hint = "Name a template of yours, and the block of it in which a page's content stands."
        return [checks.Warning(error.detail, hint=hint, id="xero_integration.W006")]
    return []


CHECKS = (
    check_settings,
    check_paths,
    check_additions,
    check_sign_in,
    check_queue,
    check_templates,
    check_encryption_keys,
    check_xero_settings,
    check_addresses_for_xero,
    check_sources,
)
