"""Settings of the tenant host: UUID keys, JSON lines, a user of its own, no Django admin."""

from __future__ import annotations

from tests.hosts import common

SECRET_KEY = "uuid-host"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.hosts.uuid.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": common.database("uuid")}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    *common.THIRD_PARTY_APPS,
    "tests.hosts.uuid",
]
MIDDLEWARE = common.MIDDLEWARE
TEMPLATES = common.TEMPLATES
AUTHENTICATION_BACKENDS = common.AUTHENTICATION_BACKENDS
AUTH_USER_MODEL = "tenancy.User"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "/there-is-no-page-here/"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español")]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/assets/"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
Q_CLUSTER = common.Q_CLUSTER
XERO_INTEGRATION = common.xero_integration(
    "tests.hosts.uuid.xero.DealSource",
    LOGIN_URL="/en/accounts/login/",
    BASE_TEMPLATE="uuid/base.html",
    CONTENT_BLOCK="main",
)
