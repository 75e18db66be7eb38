"""Settings of the plain host: integer keys, line rows, Django's own user and permissions."""

from __future__ import annotations

import os

from tests.hosts import common

SECRET_KEY = "plain-host"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.hosts.plain.urls"
DEFAULT_AUTO_FIELD = os.environ.get("DEFAULT_AUTO_FIELD", "django.db.models.AutoField")
DATABASES = {"default": common.database("plain")}
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    *common.THIRD_PARTY_APPS,
    "tests.hosts.plain",
]
MIDDLEWARE = common.MIDDLEWARE
TEMPLATES = common.TEMPLATES
AUTHENTICATION_BACKENDS = common.AUTHENTICATION_BACKENDS
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español")]
USE_TZ = True
TIME_ZONE = "Pacific/Auckland"
STATIC_URL = "/static/"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
Q_CLUSTER = common.Q_CLUSTER
XERO_INTEGRATION = common.xero_integration("tests.hosts.plain.xero.DealSource")
