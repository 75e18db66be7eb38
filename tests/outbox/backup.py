"""A backup of the whole test database, inside the database server that is in use."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Protocol

from django.db import connection as database
from django.db import transaction

from tests.quick_flush import unchecked


class Backup(Protocol):
    """``restore`` brings back what was there at the last ``take``, as often as it is called."""

    def take(self) -> None: ...

    def restore(self) -> None: ...


class SqliteBackup:
    """SQLite's own online backup, into another file in memory."""

    def __init__(self, copy: sqlite3.Connection) -> None:
        self.copy = copy

    def take(self) -> None:
        database.ensure_connection()
        database.connection.backup(self.copy)

    def restore(self) -> None:
        self.copy.backup(database.connection)


class ServerBackup:
    """Every table with its rows, in a schema of its own; MariaDB calls that a database."""

    def __init__(self) -> None:
        self.schema = database.ops.quote_name(f"{database.settings_dict['NAME']}_backup")

    def take(self) -> None:
        self.forget()
        _execute(f"CREATE SCHEMA {self.schema}")
        for table in _tables():
            _execute(f"CREATE TABLE {self.schema}.{table} AS SELECT * FROM {table}")

    def restore(self) -> None:
        with unchecked(database), transaction.atomic():
            for table in _tables():
                _execute(f"DELETE FROM {table}")
                _execute(f"INSERT INTO {table} SELECT * FROM {self.schema}.{table}")

    def forget(self) -> None:
        with_tables = " CASCADE" if database.vendor == "postgresql" else ""
        _execute(f"DROP SCHEMA IF EXISTS {self.schema}{with_tables}")


def _tables() -> list[str]:
    with database.cursor() as cursor:
        return [
            database.ops.quote_name(name) for name in database.introspection.table_names(cursor)
        ]


def _execute(statement: str) -> None:
    with database.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def backing_up() -> Iterator[Backup]:
    if database.vendor == "sqlite":
        with closing(sqlite3.connect(":memory:")) as copy:
            yield SqliteBackup(copy)
        return
    made = ServerBackup()
    yield made
    made.forget()
