"""Writes many rows in one statement, as fast as the database in use takes them.

Django's ``bulk_create`` spends most of a page's time on preparing values one by one. It stays
the way for databases that have no quicker one here. Rows are values in the order of ``names``,
which are attribute names (``document_id``, not ``document``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

import msgspec
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.constants import OnConflict
from django.db.models.expressions import RawSQL

Row = Sequence[Any]
Names = tuple[str, ...]

PARAMETERS = 900
"""SQLite takes 999 parameters in a statement unless it was built to take more."""

PORTION = 200
"""Rows of one portable statement: MariaDB takes 16 MB, and raw invoices may be long."""

_encoder = msgspec.json.Encoder(decimal_format="string")


def database(model: type[models.Model]) -> BaseDatabaseWrapper:
    """The connection that rows of this model are written to."""
    return connections[router.db_for_write(model)]


def among(model: type[models.Model], values: Sequence[Any]) -> Iterator[Any]:
    """Right sides for an ``__in`` lookup, as many as it takes to ask for all of the values.

    PostgreSQL gets them as one array: a thousand parameters cost more than the answer.
    """
    if database(model).vendor == "postgresql":
        if values:
            kind = "uuid[]" if isinstance(values[0], UUID) else "text[]"
            yield RawSQL(f"SELECT unnest(%s::{kind})", [list(values)])  # noqa: S611 - our own words
        return
    for start in range(0, len(values), PARAMETERS):
        yield values[start : start + PARAMETERS]


def append(model: type[models.Model], names: Names, rows: Sequence[Row]) -> None:
    """Add rows that nobody else adds."""
    if not rows:
        return
    db = database(model)
    if db.vendor == "postgresql" and hasattr(getattr(db, "Database", None), "Copy"):
        _copy(db, model, names, rows)
    else:
        _insert(db, model, names, rows, conflict=None)


def add_missing(model: type[models.Model], names: Names, rows: Sequence[Row]) -> bool:
    """Add those of the rows that break no unique constraint, in their order.

    True when all were added; False when some were not, or the database does not say.
    """
    if not rows:
        return True
    added = _insert(database(model), model, names, rows, conflict=OnConflict.IGNORE)
    return added == len(rows)


def overwrite(model: type[models.Model], names: Names, rows: Sequence[Row]) -> None:
    """Set all columns of rows that exist, found by their primary key."""
    if not rows:
        return
    db = database(model)
    if db.vendor == "sqlite":
        _update_each(db, model, names, rows)
    else:
        _insert(db, model, names, rows, conflict=OnConflict.UPDATE)


def _insert(
    db: BaseDatabaseWrapper,
    model: type[models.Model],
    names: Names,
    rows: Sequence[Row],
    *,
    conflict: OnConflict | None,
) -> int:
    writers = {"postgresql": _insert_json, "sqlite": _insert_each}
    return writers.get(db.vendor, insert_portably)(db, model, names, rows, conflict)


def insert_portably(
    db: BaseDatabaseWrapper,
    model: type[models.Model],
    names: Names,
    rows: Sequence[Row],
    conflict: OnConflict | None,
) -> int:
    """Django's own way, for every database; it does not say how many rows were new.

    Where MySQL and MariaDB ignore a clash they take a lock that two may share, and neither can
    write afterwards. Setting a part of the clashing key to what it is takes a lock for one.
    """
    instances = [model(**dict(zip(names, row, strict=True))) for row in rows]
    key = model._meta.pk.name
    fields = [field.name for field in _fields(model, names) if field.name != key]
    ignore = conflict == OnConflict.IGNORE
    if ignore and db.vendor == "mysql":
        ignore, fields = False, _clashing(model, fields)
    update = conflict is not None and not ignore
    unique = [key] if update and db.features.supports_update_conflicts_with_target else None
    model._default_manager.bulk_create(
        instances,
        batch_size=PORTION,
        ignore_conflicts=ignore,
        update_conflicts=update,
        update_fields=fields if update else None,
        unique_fields=unique,
    )
    return -1


def _clashing(model: type[models.Model], fields: Sequence[str]) -> list[str]:
    """One column of the unique constraint by which rows of this model clash."""
    unique = model._meta.total_unique_constraints[0].fields
    return [name for name in fields if name in unique][-1:]


def _insert_json(
    db: BaseDatabaseWrapper,
    model: type[models.Model],
    names: Names,
    rows: Sequence[Row],
    conflict: OnConflict | None,
) -> int:
    """One parameter holds all rows: a thousand rows as arrays take PostgreSQL twice the time."""
    statement = _json_statement(db.alias, model, names, conflict)
    keys = _keys(names)
    body = _encoder.encode([dict(zip(keys, row, strict=True)) for row in rows])
    with db.cursor() as cursor:
        cursor.execute(statement, [body.decode()])
        return int(cursor.rowcount)


@lru_cache(maxsize=32)
def _json_statement(
    alias: str, model: type[models.Model], names: Names, conflict: OnConflict | None
) -> str:
    db = connections[alias]
    keys, fields = _keys(names), _fields(model, names)
    types = ", ".join(f"{key} {_type(field, db)}" for key, field in zip(keys, fields, strict=True))
    source = f"SELECT {', '.join(keys)} FROM json_to_recordset(%s::json) AS told({types})"  # noqa: S608 - our own names
    return _statement(db, model, names, source, conflict)


@lru_cache(maxsize=32)
def _keys(names: Names) -> tuple[str, ...]:
    """Names inside the JSON: short, as every row repeats them."""
    return tuple(f"c{position}" for position in range(len(names)))


def _type(field: models.Field[Any, Any], db: BaseDatabaseWrapper) -> str:
    return str(field.rel_db_type(db) if field.is_relation else field.db_type(db))


def _insert_each(
    db: BaseDatabaseWrapper,
    model: type[models.Model],
    names: Names,
    rows: Sequence[Row],
    conflict: OnConflict | None,
) -> int:
    """SQLite is in this process: one prepared statement, run for each row."""
    statement = _values_statement(db.alias, model, names, conflict)
    prepared = _prepared(db, _fields(model, names), rows)
    with db.cursor() as cursor:
        cursor.executemany(statement, list(prepared))
        return int(cursor.rowcount)


def _update_each(
    db: BaseDatabaseWrapper, model: type[models.Model], names: Names, rows: Sequence[Row]
) -> None:
    """An upsert would look for clashes in every index first.

    SQLite writes every index anew of which a column is set, to the same value too. So indexed
    columns are only set in the rows where one of them differs.
    """
    key, indexed, others = _apart(model, names)
    columns = dict(zip(names, _prepared_columns(db, _fields(model, names), rows), strict=True))
    with db.cursor() as cursor:
        if others:
            values = zip(*(columns[name] for name in (*others, key)), strict=True)
            cursor.executemany(_update_statement(db.alias, model, others, key), list(values))
        if indexed:
            chosen = (*indexed, key, *indexed)
            values = zip(*(columns[name] for name in chosen), strict=True)
            statement = _update_statement(db.alias, model, indexed, key)
            differs = " OR ".join(
                f"{_quoted(db, field)} IS NOT %s" for field in _fields(model, indexed)
            )
            cursor.executemany(f"{statement} AND ({differs})", list(values))


@lru_cache(maxsize=32)
def _apart(model: type[models.Model], names: Names) -> tuple[str, Names, Names]:
    """The primary key, the columns that are part of an index, and the others."""
    meta = model._meta
    key = meta.pk.attname
    together = [*meta.indexes, *meta.total_unique_constraints]
    listed = {meta.get_field(name.lstrip("-")) for each in together for name in each.fields}
    indexed = {
        field.attname
        for field in _fields(model, names)
        if field in listed or field.unique or getattr(field, "db_index", False)
    } - {key}
    others = tuple(name for name in names if name not in indexed and name != key)
    return key, tuple(name for name in names if name in indexed), others


@lru_cache(maxsize=32)
def _update_statement(alias: str, model: type[models.Model], names: Names, key: str) -> str:
    db = connections[alias]
    *others, found = (f"{_quoted(db, field)} = %s" for field in _fields(model, (*names, key)))
    table = db.ops.quote_name(model._meta.db_table)
    return f"UPDATE {table} SET {', '.join(others)} WHERE {found}"  # noqa: S608 - our own names


@lru_cache(maxsize=32)
def _values_statement(
    alias: str, model: type[models.Model], names: Names, conflict: OnConflict | None
) -> str:
    source = f"VALUES ({', '.join(['%s'] * len(names))})"
    return _statement(connections[alias], model, names, source, conflict)


def _prepared(
    db: BaseDatabaseWrapper, fields: Sequence[models.Field[Any, Any]], rows: Sequence[Row]
) -> Iterable[tuple[Any, ...]]:
    return zip(*_prepared_columns(db, fields, rows), strict=True)


def _prepared_columns(
    db: BaseDatabaseWrapper, fields: Sequence[models.Field[Any, Any]], rows: Sequence[Row]
) -> Iterator[Sequence[Any]]:
    """Values as the driver takes them, column by column: most columns repeat a few values."""
    adapters: dict[object, Callable[[Any], Any]] = {}
    for field, values in zip(fields, zip(*rows, strict=True), strict=True):
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        if isinstance(target, models.CharField | models.TextField | models.BooleanField):
            yield values
        elif isinstance(target, models.UUIDField):
            yield [value and value.hex for value in values]
        else:
            # A page has a few days, prices and nothing at all, again and again.
            adapt = adapters.setdefault(
                _alike(target), lru_cache(maxsize=1024)(_adapter(target, db))
            )
            yield [adapt(value) for value in values]


def _alike(field: models.Field[Any, Any]) -> object:
    """Amounts of one precision are prepared alike, and one column repeats another's."""
    if isinstance(field, models.DecimalField):
        return (field.max_digits, field.decimal_places)
    return field


def _adapter(field: models.Field[Any, Any], db: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """What ``get_db_prep_save`` does, without its way there where that is slow."""
    zone = db.timezone
    if isinstance(field, models.DateTimeField) and zone is not None:
        return lambda moment: moment and str(moment.astimezone(zone).replace(tzinfo=None))
    return partial(field.get_db_prep_save, connection=db)


def _copy(
    db: BaseDatabaseWrapper, model: type[models.Model], names: Names, rows: Sequence[Row]
) -> None:
    table, chosen = db.ops.quote_name(model._meta.db_table), _column_list(db, model, names)
    with db.cursor() as cursor, cursor.copy(f"COPY {table} ({chosen}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _statement(
    db: BaseDatabaseWrapper,
    model: type[models.Model],
    names: Names,
    source: str,
    conflict: OnConflict | None,
) -> str:
    fields = _fields(model, names)
    key = model._meta.pk
    suffix = db.ops.on_conflict_suffix_sql(
        fields,
        conflict,
        [field.column for field in fields if field is not key],
        [key.column],
    )
    into = f"{db.ops.insert_statement(conflict)} {db.ops.quote_name(model._meta.db_table)}"
    return f"{into} ({_column_list(db, model, names)}) {source} {suffix}"


def _column_list(db: BaseDatabaseWrapper, model: type[models.Model], names: Names) -> str:
    return ", ".join(_quoted(db, field) for field in _fields(model, names))


def _quoted(db: BaseDatabaseWrapper, field: models.Field[Any, Any]) -> str:
    return db.ops.quote_name(str(field.column))


@lru_cache(maxsize=32)
def _fields(model: type[models.Model], names: Names) -> tuple[models.Field[Any, Any], ...]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return tuple(by_name[name] for name in names)
