"""Kills real processes with SIGKILL while they read news, and compares the mirror with Xero.

``python -m tests.faults.killed_reader FOLDER`` keeps a SQLite file in the folder, starts a
sandbox of its own, and prints what it found as JSON. Each reader is a fork that opens its own
connections; the parent never talks to the database while one lives. See ``killed_story``.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import django
import requests
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import call_command

GENEROUS = {"per_minute": 100_000, "per_day": 100_000}
SITE = "http://127.0.0.1:9"
SQLITE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"


def set_up(folder: Path, xero_url: str) -> None:
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "killed.sqlite3",
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE},
            }
        },
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "xero_integration",
        ],
        SECRET_KEY="faults",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        XERO_INTEGRATION={
            "CLIENT_ID": "sandbox-client",
            "CLIENT_SECRET": "sandbox-secret",
            "ENCRYPTION_KEYS": [Fernet.generate_key().decode()],
            "XERO_URL": xero_url,
            "QUEUE": "xero_integration.testing.queue.RecordingQueue",
        },
    )
    django.setup()
    call_command("migrate", verbosity=0)


@contextmanager
def sandbox() -> Iterator[str]:
    """A Xero in a process of its own, with a generous day."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "xero_integration.sandbox", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--redirect-uri", f"{SITE}/callback/"], stdout=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(url)
            requests.post(f"{url}/_sandbox/limits", json=GENEROUS, timeout=5).raise_for_status()
            yield url
        finally:
            process.kill()


def wait_for(url: str) -> None:
    for _attempt in range(200):
        try:
            requests.get(f"{url}/_sandbox/clock", timeout=2)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The sandbox did not start.")


def main(folder: Path) -> None:
    with sandbox() as url:
        set_up(folder, url)
        # Models can be imported only now.
        story = import_module("tests.faults.killed_story")
        print(story.play(url, f"{SITE}/callback/", folder / "answer.json"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
