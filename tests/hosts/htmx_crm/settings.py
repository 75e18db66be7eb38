"""Settings of an HTMX CRM: pages in two languages, no admin, no messages, a layout of its own."""

from __future__ import annotations

import os

SECRET_KEY = "htmx-crm"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.hosts.htmx_crm.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("CRM_DATABASE", ":memory:"),
    }
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "tests.hosts.htmx_crm",
    # xero_integration: begin
    "django_q",
    "xero_integration",
    # xero_integration: end
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOGIN_URL = "sign_in"
USE_TZ = True
STATIC_URL = "static/"
# xero_integration: begin
Q_CLUSTER = {"orm": "default", "timeout": 60, "retry": 200, "max_attempts": 1, "ack_failures": True}
XERO_INTEGRATION = {
    "CLIENT_ID": os.environ.get("XERO_CLIENT_ID", "sandbox-client"),
    "CLIENT_SECRET": os.environ.get("XERO_CLIENT_SECRET", "sandbox-secret"),
    "ENCRYPTION_KEYS": ["bm90LWEtc2VjcmV0LWtleS1vZi10aGUtdGVzdC1ob3M="],
    "SOURCES": {"deal": "tests.hosts.htmx_crm.xero.DealSource"},
    "BASE_TEMPLATE": "htmx_crm/base.html",
    "STRONG_SIGN_IN": "",
}
# xero_integration: end
