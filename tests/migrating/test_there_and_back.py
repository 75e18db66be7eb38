"""Migrations go forward and back with rows in every table, and lose what can't be kept only.

Going back drops columns and tables that came later, with what is in them; all else stays. The
rows are made from the columns, so a new table or column is tried without a word here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from .rows import fill, read
from .scratch import ALIAS, Scratch, scratch_database


@pytest.fixture
def scratch(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[Scratch]:
    with django_db_blocker.unblock(), scratch_database(tmp_path) as made:
        yield made


def test_rows_survive_an_upgrade_a_step_back_and_another_upgrade(scratch):
    scratch.migrate(scratch.first)
    old, latest = scratch.models(scratch.first), scratch.models(scratch.latest)
    fill(old, 1)
    before = read(old, known=latest)
    assert all(before.values())

    scratch.migrate(scratch.latest)
    assert set(scratch.tables()) == {model._meta.db_table for model in latest}
    assert read(latest, known=old) == before
    new_columns_hold_their_defaults(old, latest)

    fill(latest, 1_000)
    connections[ALIAS].check_constraints()
    both = read(latest, known=old)
    scratch.migrate(scratch.first)
    assert read(old, known=latest) == both

    scratch.migrate(scratch.latest)
    assert read(latest, known=old) == both

    scratch.migrate("zero")
    assert scratch.tables() == []


def new_columns_hold_their_defaults(old, latest):
    known = {model._meta.db_table: columns(model) for model in old}
    for model in (each for each in latest if each._meta.db_table in known):
        for name in columns(model) - known[model._meta.db_table]:
            field = model._meta.get_field(name)
            expected = None if field.null else field.get_default()
            held = model._default_manager.using(ALIAS).values_list(name, flat=True)
            assert all(each == expected for each in held), field


def columns(model):
    return {field.attname for field in model._meta.concrete_fields}
