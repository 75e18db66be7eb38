"""The settings of a site in production, as ``manage.py check --deploy`` wants them: an example.

``DJANGO_SETTINGS_MODULE=demo_project.production``, behind a proxy that speaks TLS and sets
``X-Forwarded-Proto`` itself. It talks to the real Xero, and shows neither passwords nor codes.
"""

from __future__ import annotations

import os

from .settings import *  # noqa: F403 - what is not said below is as in the demo
from .settings import DEMO_DIR
from .settings import XERO_INTEGRATION as DEMO_XERO

DEMO = DEBUG = False
HOST = os.environ.get("SITE_HOST", "crm.example")
ALLOWED_HOSTS = [HOST]
CSRF_TRUSTED_ORIGINS = [f"https://{HOST}"]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked by the load balancer, over plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
X_FRAME_OPTIONS = "DENY"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
WHITENOISE_USE_FINDERS = False
STATIC_ROOT = DEMO_DIR / "static"

XERO_INTEGRATION = {
    **DEMO_XERO,
    "CLIENT_ID": os.environ.get("XERO_CLIENT_ID", ""),
    "CLIENT_SECRET": os.environ.get("XERO_CLIENT_SECRET", ""),
    "WEBHOOK_KEYS": os.environ.get("XERO_WEBHOOK_KEYS", "").split(),
    "XERO_URL": "",
    "SITE_URL": f"https://{HOST}",
    # Not built from the request: whoever asks can't choose where the code is sent.
    "REDIRECT_URI": f"https://{HOST}/xero/callback/",
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "xero",
                "name": "Xero",
                "client_id": XERO_INTEGRATION["CLIENT_ID"],
                "secret": XERO_INTEGRATION["CLIENT_SECRET"],
                "settings": {
                    "server_url": "https://identity.xero.com",
                    "scope": ["openid", "profile", "email"],
                },
            }
        ],
    }
}
