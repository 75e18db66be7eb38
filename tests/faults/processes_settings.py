"""Settings of the processes that are killed; where things are stands in the environment."""

from __future__ import annotations

import os

import dj_database_url

from tests.faults.killed_reader import SQLITE

SECRET_KEY = "faults"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django_q",
    "xero_integration",
]
DATABASES = {"default": dict(dj_database_url.parse(os.environ["DATABASE_URL"]))}
if os.environ["DATABASE_URL"].startswith("sqlite"):
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "init_command": SQLITE}

Q_CLUSTER = {
    "name": "processes",
    "orm": "default",
    "workers": 4,
    "timeout": 7,
    "retry": 9,
    "max_attempts": 1,
    "ack_failures": True,
    "bulk": 1,
    "queue_limit": 4,
    "catch_up": False,
}
CELERY_BROKER_URL = os.environ.get("PROCESSES_BROKER", "")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 9,
    # Runs that share a Redis do not meet.
    "global_keyprefix": os.environ.get("PROCESSES_PREFIX", ""),
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

XERO_INTEGRATION = {
    "CLIENT_ID": "sandbox-client",
    "CLIENT_SECRET": "sandbox-secret",
    "ENCRYPTION_KEYS": [os.environ["PROCESSES_KEY"]],
    "XERO_URL": os.environ["PROCESSES_XERO"],
    "QUEUE": f"xero_integration.background.{os.environ['PROCESSES_BACKEND']}",
    # Short, so that the lease of a dead process, four times both, ends before the queue hands
    # its task to the next one.
    "CONNECT_TIMEOUT": 0.5,
    "READ_TIMEOUT": 1.5,
    "FIRST_IMPORT": False,
    "SOURCES": {"deal": "tests.faults.processes_source.Groups"},
    "STRONG_SIGN_IN": "",
}

if os.environ["PROCESSES_BACKEND"] == "Celery":
    # Every process of a host knows its Celery app, or it would send to nobody.
    from tests.faults.processes_celery import app as celery_app  # noqa: F401 - importing it is the use
