"""A file in place of SQLite's memory, which threads can't use at the same time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connections

ALIAS = "default"


def copied_to(place: Path) -> str:
    """A file with what the memory holds: its tables are there already, migrating takes seconds.

    "" on a server, which many use at the same time.
    """
    memory = connections[ALIAS]
    if memory.vendor != "sqlite":
        return ""
    memory.ensure_connection()
    with closing(sqlite3.connect(place)) as file:
        memory.connection.backup(file)
    return str(place)


@contextmanager
def in_place_of_memory(place: str) -> Iterator[None]:
    """Open all the while: who opens a file that the last one is just leaving finds it locked."""
    if not place:
        yield
        return
    memory, former = connections[ALIAS], connections.settings[ALIAS]["NAME"]
    connections.settings[ALIAS]["NAME"] = place
    connections[ALIAS] = connections.create_connection(ALIAS)
    connections[ALIAS].ensure_connection()
    yield
    connections[ALIAS].close()
    connections.settings[ALIAS]["NAME"] = former
    connections[ALIAS] = memory
