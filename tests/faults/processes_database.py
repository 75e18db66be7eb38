"""A database of its own for a run of processes, on the server that DATABASE_URL names."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tools.left_out import POSTGRES_SCHEMES


@contextmanager
def own_database(ready: str | None = None) -> Iterator[str]:
    """The URL of a new database, which is dropped afterwards, or the one that is ``ready``."""
    server = os.environ.get("DATABASE_URL", "")
    if ready:
        yield ready
    elif server.startswith(POSTGRES_SCHEMES):
        yield from _on_postgres(server)
    else:
        with TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'processes.sqlite3'}"


def _on_postgres(server: str) -> Iterator[str]:
    parts = urlsplit(server)
    name = f"xi_processes_{uuid.uuid4().hex[:12]}"
    maintenance = urlunsplit(parts._replace(path="/postgres", scheme="postgresql"))
    identifier = sql.Identifier(name)
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))
