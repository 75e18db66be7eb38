"""Settings of a CRM that is nothing but Django's admin; it signs people in at the admin's door."""

from __future__ import annotations

import os

SECRET_KEY = "admin-crm"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.hosts.admin_crm.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("CRM_DATABASE", ":memory:"),
    }
}
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "tests.hosts.admin_crm",
    # xero_integration: begin
    "django_q",
    "xero_integration",
    # xero_integration: end
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
USE_TZ = True
STATIC_URL = "static/"
# xero_integration: begin
Q_CLUSTER = {"orm": "default", "timeout": 60, "retry": 200, "max_attempts": 1, "ack_failures": True}
XERO_INTEGRATION = {
    "CLIENT_ID": os.environ.get("XERO_CLIENT_ID", "sandbox-client"),
    "CLIENT_SECRET": os.environ.get("XERO_CLIENT_SECRET", "sandbox-secret"),
    "ENCRYPTION_KEYS": ["bm90LWEtc2VjcmV0LWtleS1vZi10aGUtdGVzdC1ob3M="],
    "SOURCES": {"deal": "tests.hosts.admin_crm.xero.DealSource"},
    "LOGIN_URL": "admin:login",
    "STRONG_SIGN_IN": "",
}
# xero_integration: end
