"""Scratch databases for benchmarks: made for one run, dropped afterwards.

Django's settings are read once per process, so each database is measured in a child process:
``measured`` runs the calling module again with ``--child URL`` and reads the JSON it prints last.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import dj_database_url
import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

SQLITE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"


def measured(module: str, url: str, *arguments: str) -> dict[str, Any]:
    """What this benchmark found on the database at ``url``."""
    command = [sys.executable, "-m", module, "--child", url, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


def postgres_server() -> str | None:
    """The server of ``DATABASE_URL``, else the one on 127.0.0.1:5432; None without one."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        url = "postgresql://postgres@127.0.0.1:5432/postgres"
    server = f"{url.rpartition('/')[0]}/postgres"
    try:
        psycopg.connect(server, connect_timeout=2).close()
    except psycopg.OperationalError:
        return None
    return server


@contextmanager
def postgres(server: str) -> Iterator[str]:
    """A database of our own on the server."""
    name = f"xi_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def set_up(url: str, apps: Sequence[str] = (), **more: Any) -> None:
    """Django with the app alone, or beside ``apps``, on this database, as a host sets it up."""
    settings.configure(
        DATABASES={"default": _database(url)},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            *apps,
            "xero_integration",
        ],
        SECRET_KEY="benchmark",  # noqa: S106 - protects nothing
        USE_TZ=True,
        **more,
    )
    django.setup()
    call_command("migrate", verbosity=0)


def set_up_host(url: str) -> None:
    """The plain test host on this database: a small CRM with pages, users and deals."""
    host = import_module("tests.hosts.plain.settings")
    own = {name: getattr(host, name) for name in dir(host) if name.isupper()}
    settings.configure(**{**own, "DATABASES": {"default": _database(url)}, "DEBUG": False})
    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)


def _database(url: str) -> dict[str, Any]:
    database = dict(dj_database_url.parse(url))
    if url.startswith("sqlite"):
        database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "init_command": SQLITE}
    return database


def analyze() -> None:
    """Tell the planner how full the tables are; a server does it by itself within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def write_back() -> None:
    """Empty SQLite's write-ahead log: whoever fills it next would write the earlier pages too."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
