"""Rows for any table, made from its columns alone, and how to compare them."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Field, Model

from xero_integration.connections.encryption import EncryptedTextField, seal

from .scratch import ALIAS

MOMENT = dt.datetime(2026, 11, 21, 10, 30, 0, 123456, tzinfo=dt.UTC)
WORDS = "Ōtāhuhu 東京 🧾"
NAMES = uuid.UUID("0b8f5a0e-53a4-4a0b-8a55-54a0f6f7a3a1")

EMPTIED = 547
"""Keeps the two rows apart, and, as a prime, their choices too."""

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def fill(tables: list[type[Model]], number: int) -> None:
    """A row with all columns in each table, and one where empty is what may be empty."""
    made: dict[type[Model], Model] = {}
    for model in tables:
        fields = [field for field in model._meta.concrete_fields if not _is_counted(field)]
        values = {field.attname: _value(field, number, made) for field in fields}
        rows = model._default_manager.using(ALIAS)
        made[model] = rows.create(**values)
        if not _is_told_by_others(model):
            rows.create(**values | _emptied(model, number))


def read(tables: list[type[Model]], *, known: list[type[Model]] | None = None) -> Rows:
    """Every row by table; ``known`` keeps to the columns that those models have too."""
    kept = {model._meta.db_table: _columns(model) for model in known or tables}
    return {
        model._meta.db_table: _rows(model, _columns(model) & kept[model._meta.db_table])
        for model in tables
        if model._meta.db_table in kept
    }


def _columns(model: type[Model]) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields}


def _rows(model: type[Model], columns: set[str]) -> list[Row]:
    rows = model._default_manager.using(ALIAS).order_by("pk").values(*sorted(columns))
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _is_counted(field: Field) -> bool:
    return isinstance(field, models.AutoField)


def _is_told_by_others(model: type[Model]) -> bool:
    """Whether the rows that it refers to leave room for one row only."""
    unique = [{field.name} for field in model._meta.concrete_fields if field.unique]
    unique += [set(constraint.fields) for constraint in model._meta.total_unique_constraints]
    related = {field.name for field in model._meta.concrete_fields if _always_refers(field)}
    return any(names <= related for names in unique)


def _always_refers(field: Field) -> bool:
    return field.is_relation and not field.null


def _emptied(model: type[Model], number: int) -> Row:
    """Another row, with nothing where nothing may stand."""
    fields = [field for field in model._meta.concrete_fields if not _is_counted(field)]
    return {
        field.attname: None if field.null else _value(field, number + EMPTIED, {})
        for field in fields
        if field.null or not field.is_relation
    }


def _value(field: Field, number: int, made: dict[type[Model], Model]) -> Any:
    if field.is_relation:
        target = made.get(field.related_model) if field.related_model else None
        return target.pk if target else None
    if field.choices:
        return field.choices[number % len(field.choices)][0]
    if isinstance(field, EncryptedTextField):
        return seal(f"secret {number}")
    return _plain_value(field, number)


def _plain_value(field: Field, number: int) -> Any:
    if isinstance(field, models.CharField):
        return f"{number} {WORDS} {field.name}"[: field.max_length]
    values: dict[type[Field], Any] = {
        models.UUIDField: uuid.uuid5(NAMES, f"{field.name} {number}"),
        models.TextField: f"{number} {WORDS}\n" * 500,
        models.DateTimeField: MOMENT + dt.timedelta(minutes=number),
        models.DateField: MOMENT.date() + dt.timedelta(days=number),
        models.DecimalField: Decimal(number) + Decimal("0.25"),
        models.BooleanField: bool(number % 2),
        models.JSONField: {"words": WORDS, "rows": [number, None, "1.10"]},
        models.BinaryField: b"\x00\xff" + bytes([number % 256]),
        models.IntegerField: number,
    }
    kind = next(kind for kind in type(field).__mro__ if kind in values)
    return values[kind]
