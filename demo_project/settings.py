"""Settings of the demo: one SQLite file, one folder, and Xero played by the sandbox."""

from __future__ import annotations

import os

from .folder import PROJECT, demo_dir, port, secrets

DEMO = True
DEBUG = os.environ.get("DEMO_DEBUG") == "1"
DEMO_DIR = demo_dir()
# 0 leaves connecting to you, to see the first set-up.
DEMO_CONNECT = os.environ.get("DEMO_CONNECT", "1") != "0"
DEMO_PORT = port("DEMO_PORT", 8010)
SANDBOX_URL = f"http://127.0.0.1:{port('SANDBOX_PORT', 8020)}"
SECRET_KEY = secrets()["SECRET_KEY"]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "demo_project.urls"
WSGI_APPLICATION = "demo_project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "demo_project.crm",
    "xero_integration",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_q",
    "rest_framework",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "demo_project.csp.content_security_policy",
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
        "DIRS": [PROJECT / "demo_project" / "templates"],
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

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DEMO_DIR / "demo.sqlite3",
        # Measured: with these, web and workers share the file without a "locked" error.
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DEMO_DIR / "cache",
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español")]
TIME_ZONE = "Pacific/Auckland"
USE_TZ = True
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DEMO_DIR / "mail"

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "crm:board"
ACCOUNT_ADAPTER = "demo_project.accounts.NoSignUp"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# The page shows the code of the moment it was drawn; typing it may take half a minute.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Harbour CRM"
SOCIALACCOUNT_ADAPTER = "demo_project.accounts.NewPeopleAreReps"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "xero",
                "name": "Xero",
                "client_id": "sandbox-client",
                "secret": "sandbox-secret",
                "settings": {
                    "server_url": SANDBOX_URL,
                    "scope": ["openid", "profile", "email"],
                },
            }
        ],
    }
}

# The queue keeps no promises of its own: attempts and back-off belong to the outbox.
Q_CLUSTER = {
    "name": "demo",
    "orm": "default",
    "workers": 2,
    "timeout": 90,
    "retry": 240,
    "max_attempts": 1,
    "ack_failures": True,
    "bulk": 1,
    "queue_limit": 2,
    "poll": 0.5,
    "catch_up": False,
    "label": "Queue",
}

XERO_INTEGRATION = {
    "CLIENT_ID": "sandbox-client",
    "CLIENT_SECRET": "sandbox-secret",
    "ENCRYPTION_KEYS": [secrets()["ENCRYPTION_KEY"]],
    "SOURCES": {"deal": "demo_project.crm.xero.DealSource"},
    "XERO_URL": SANDBOX_URL,
    "WEBHOOK_KEYS": [secrets()["WEBHOOK_KEY"]],
    "SITE_URL": f"http://127.0.0.1:{DEMO_PORT}",
    "BASE_TEMPLATE": "crm/base.html",
    "CONTENT_BLOCK": "content",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
