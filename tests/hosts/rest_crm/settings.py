"""Settings of a REST CRM: no sessions, no pages, no admin; tokens say who calls."""

from __future__ import annotations

import os

SECRET_KEY = "rest-crm"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.hosts.rest_crm.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("CRM_DATABASE", ":memory:"),
    }
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    "tests.hosts.rest_crm",
    # xero_integration: begin
    "django_q",
    "xero_integration",
    # xero_integration: end
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
MIDDLEWARE = ["tests.hosts.rest_crm.tokens.know_the_caller"]
AUTH_USER_MODEL = "rest_crm.Member"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tests.hosts.rest_crm.tokens.ByToken"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
USE_TZ = True
# xero_integration: begin
Q_CLUSTER = {"orm": "default", "timeout": 60, "retry": 200, "max_attempts": 1, "ack_failures": True}
XERO_INTEGRATION = {
    "CLIENT_ID": os.environ.get("XERO_CLIENT_ID", "sandbox-client"),
    "CLIENT_SECRET": os.environ.get("XERO_CLIENT_SECRET", "sandbox-secret"),
    "ENCRYPTION_KEYS": ["bm90LWEtc2VjcmV0LWtleS1vZi10aGUtdGVzdC1ob3M="],
    "SOURCES": {"deal": "tests.hosts.rest_crm.xero.DealSource"},
    "WEBHOOK_KEYS": [os.environ.get("XERO_WEBHOOK_KEY", "a2V5IG9mIHRoZSBib3gsIGFzIHRleHQ=")],
    "STRONG_SIGN_IN": "",
}
# xero_integration: end
