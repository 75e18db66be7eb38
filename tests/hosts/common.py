"""What both test hosts share: database, installed apps of third parties, queue, sign-in."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import dj_database_url

# A key for tests only; it protects nothing.
ENCRYPTION_KEY = "bm90LWEtc2VjcmV0LWtleS1vZi10aGUtdGVzdC1ob3M="

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}

SERVERS: dict[str, dict[str, Any]] = {
    "postgres": {},
    "postgresql": {},
    # The collation stays the server's own: most compare without case, which is the harder test.
    "mysql": {"CHARSET": "utf8mb4"},
}
"""Schemes of DATABASE_URL, and what the test database needs there."""

POSTGRES_OPTIONS = {"options": "-c synchronous_commit=off"}
"""No test pulls the server's plug; what is committed is seen by everybody at once all the same."""

THIRD_PARTY_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_q",
    "rest_framework",
    "xero_integration",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

Q_CLUSTER = {
    "name": "tests",
    "orm": "default",
    "workers": 1,
    "timeout": 60,
    "retry": 200,
    "max_attempts": 1,
    "ack_failures": True,
    "bulk": 1,
    "queue_limit": 1,
    "catch_up": False,
}


def database(host: str) -> dict[str, Any]:
    """What DATABASE_URL points at, PostgreSQL or MariaDB, else SQLite; each host has its own."""
    url = os.environ.get("DATABASE_URL", "")
    scheme = url.partition(":")[0]
    if scheme in SERVERS:
        settings: dict[str, Any] = dict(dj_database_url.parse(url))
        settings["NAME"] = f"{settings['NAME']}_{host}"
        settings["TEST"] = {"NAME": f"test_{settings['NAME']}", **SERVERS[scheme]}
        if scheme in {"postgres", "postgresql"}:
            settings["OPTIONS"] = {**POSTGRES_OPTIONS, **settings.get("OPTIONS", {})}
        return settings
    folder = os.environ.get("TEST_DATABASE_DIR", tempfile.gettempdir())
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{folder}/xero-integration-{host}.sqlite3",
        "OPTIONS": SQLITE_OPTIONS,
    }


def xero_integration(source: str, **more: Any) -> dict[str, Any]:
    """The app's settings. Tests of the strong sign-in gate turn the gate on themselves."""
    return {
        "CLIENT_ID": "sandbox-client",
        "CLIENT_SECRET": "sandbox-secret",
        "ENCRYPTION_KEYS": [ENCRYPTION_KEY],
        "SOURCES": {"deal": source},
        "XERO_URL": "http://xero.test",
        "STRONG_SIGN_IN": "",
        **more,
    }
