"""Finds the rows in which a column is one of very many values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q
from django.db.models.sql.compiler import SQLCompiler

from . import bulk

PARAMETERS = 900
"""Of one statement, where each value is one."""


def among(model: type[models.Model], name: str, values: Sequence[Any]) -> Iterator[Q | Among]:
    """Conditions for rows in which ``name`` is one of the values; all of them find all the rows.

    PostgreSQL and SQLite get the values as one parameter: a thousand of them cost more than
    the answer.
    """
    if bulk.database(model).vendor in ("postgresql", "sqlite"):
        if values:
            yield Among(F(name), values)
        return
    for start in range(0, len(values), PARAMETERS):
        yield Q((f"{name}__in", values[start : start + PARAMETERS]))


class Among(Lookup):
    """``name`` is one of many values, which travel as one array or one JSON list."""

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(
        self, compiler: SQLCompiler, db: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, db)
        kind = "uuid" if isinstance(self.rhs[0], UUID) else "text"
        return f"{column} = ANY(%s::{kind}[])", [*parameters, list(self.rhs)]

    def as_sqlite(self, compiler: SQLCompiler, db: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, db)
        told = [each.hex if isinstance(each, UUID) else each for each in self.rhs]
        listed = msgspec.json.encode(told).decode()
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, listed]  # noqa: S608 - a quoted column
