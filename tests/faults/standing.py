"""A site without a host: the app, a database and a sandbox, for scripts that start processes."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import dj_database_url
import django
import requests
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import call_command
from django.db import connections as databases

from tests.faults.killed_reader import SQLITE


def set_up(database_url: str, xero_url: str, **more: Any) -> None:
    """Configure Django in this process and migrate; ``more`` are settings of the app."""
    database = dict(dj_database_url.parse(database_url))
    if database_url.startswith("sqlite"):
        database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "init_command": SQLITE}
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "xero_integration"],
        SECRET_KEY="faults",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        XERO_INTEGRATION={
            "CLIENT_ID": "sandbox-client",
            "CLIENT_SECRET": "sandbox-secret",
            "ENCRYPTION_KEYS": [Fernet.generate_key().decode()],
            "XERO_URL": xero_url,
            "QUEUE": "xero_integration.testing.queue.RecordingQueue",
            **more,
        },
    )
    django.setup()
    call_command("migrate", verbosity=0)


def ask(url: str, what: str, *, method: str = "GET", **asked: Any) -> Any:
    """Ask or tell the sandbox's own door."""
    values: dict[str, Any] = {"params" if method == "GET" else "json": asked}
    answer = requests.request(method, f"{url}/_sandbox/{what}", timeout=30, **values)
    answer.raise_for_status()
    return answer.json()


@contextmanager
def forks(works: list[Callable[[], None]]) -> Iterator[list[int]]:
    """Processes that do these works, each with database connections of its own."""
    databases.close_all()
    pids = [_fork(work) for work in works]
    try:
        yield pids
    finally:
        for pid in pids:
            os.waitpid(pid, 0)


def _fork(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # a fork must end here whatever happens, and say why
        traceback.print_exc()
    # Nothing of the parent's may run at the end of a fork.
    sys.stderr.flush()
    os._exit(code)
