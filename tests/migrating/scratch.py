"""A database of its own, on the server in use, whose schema may be taken apart."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection as default
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

ALIAS = "scratch"
APP = "xero_integration"


@dataclass(frozen=True)
class Scratch:
    """``first`` and ``latest`` are the app's migrations at both ends."""

    first: str
    latest: str

    def migrate(self, name: str) -> None:
        """To the state after this one, or before the first one with ``zero``."""
        call_command("migrate", APP, name, database=ALIAS, verbosity=0, interactive=False)

    def models(self, name: str) -> list[type[Model]]:
        """The models as they were after a migration, referred ones first."""
        loader = MigrationLoader(connections[ALIAS])
        apps = loader.project_state((APP, name)).apps
        assert apps is not None
        return _referred_first([*apps.get_app_config(APP).get_models()])

    def tables(self) -> list[str]:
        found = connections[ALIAS].introspection.table_names()
        return [name for name in found if name.startswith(APP)]


def _referred_first(models: list[type[Model]]) -> list[type[Model]]:
    """In a circle those go first that can do without the others."""
    ordered: list[type[Model]] = []
    while len(ordered) < len(models):
        left = [model for model in models if model not in ordered]
        ready = [model for model in left if _refers_to(model) <= {model, *ordered}]
        able = [model for model in left if _refers_to(model, always=True) <= {model, *ordered}]
        ordered.append((ready or able)[0])
    return ordered


def _refers_to(model: type[Model], *, always: bool = False) -> set[Any]:
    return {
        field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation and not (always and field.null)
    }


@contextmanager
def scratch_database(folder: Path) -> Iterator[Scratch]:
    """Made empty, and dropped in the end; other tests never see it."""
    name = f"test_xi_migrating_{os.getpid()}"
    on_server = default.vendor != "sqlite"
    settings = {**default.settings_dict, "NAME": name if on_server else str(folder / name)}
    quoted = default.ops.quote_name(name)
    if on_server:
        with default._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")
            cursor.execute(f"CREATE DATABASE {quoted}{_charset()}")
    connections.settings[ALIAS] = settings
    try:
        graph = MigrationLoader(connections[ALIAS]).graph
        (leaf,) = graph.leaf_nodes(APP)
        plan = [node for node in graph.forwards_plan(leaf) if node[0] == APP]
        yield Scratch(first=plan[0][1], latest=plan[-1][1])
    finally:
        connections[ALIAS].close()
        del connections.settings[ALIAS]
        del connections[ALIAS]
        if on_server:
            with default._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {quoted}")


def _charset() -> str:
    return " CHARACTER SET utf8mb4" if default.vendor == "mysql" else ""
