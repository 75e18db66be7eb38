"""Empties the database after a transactional test without building it up again.

Django's own ``flush`` truncates every table and then makes all permissions anew, which took
most of the suite's time on PostgreSQL. Here rows are deleted in one transaction (foreign keys
are checked at its end), and what the migrations put in stays.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import cache

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

MADE_BY_MIGRATIONS = {"auth_permission", "django_content_type", "django_migrations"}


def install() -> None:
    # Private to Django and stable since 1.5; there is no public place to hook in.
    setattr(TransactionTestCase, "_fixture_teardown", _empty)  # noqa: B010 - mypy knows no such method


def _empty(case: TransactionTestCase) -> None:
    for alias in connections if case.databases == "__all__" else case.databases:
        empty(alias)


def empty(alias: str) -> None:
    with (
        unchecked(connections[alias]),
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        for statement in _deletions(connections[alias]):
            cursor.execute(statement)


def _deletions(database: BaseDatabaseWrapper) -> list[str]:
    """One statement where the database takes several as one: each costs a way to the server."""
    names = (database.ops.quote_name(table) for table in tables(database.alias))
    statements = [f"DELETE FROM {name}" for name in names]
    return ["; ".join(statements)] if database.vendor == "postgresql" else statements


def unchecked(database: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """MariaDB checks foreign keys row by row, whatever comes later in the transaction."""
    return database.constraint_checks_disabled() if database.vendor == "mysql" else nullcontext()


@cache
def tables(alias: str) -> tuple[str, ...]:
    names = connections[alias].introspection.django_table_names(
        only_existing=True, include_views=False
    )
    return tuple(sorted(set(names) - MADE_BY_MIGRATIONS))
