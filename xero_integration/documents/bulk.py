"""Writes many rows in one statement, as fast as the database in use takes them.

Django's ``bulk_create`` spends most of a page's time on preparing values one by one. It stays
the way for databases that have no quicker one here. Rows are values in the order of ``names``,
which are attribute names (``document_id``, not ``document``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

import msgspec
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.constants import OnConflict

Row = Sequence[Any]
Names = tuple[str, ...]

PORTION = 200
"""Rows of one portable statement: MariaDB takes 16 MB, and raw invoices may be long."""

_encoder = msgspec.json.Encoder(decimal_format="string")


def database(model: type[models.Model]) -> BaseDatabaseWrapper:
    """The connection that rows of this model are written to."""
    return connections[router.db_for_write(model)]


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


def overwrite(
    model: type[models.Model], names: Names, rows: Sequence[Row], *, settled: Collection[str] = ()
) -> None:
    """Set the columns of rows that exist, found by their primary key.

    ``settled`` columns are told because an upsert wants them, and have that value already.
    """
    if not rows:
        return
    db = database(model)
    if db.vendor == "sqlite":
        _update_each(db, model, names, rows, settled)
    elif db.vendor == "postgresql":
        _update_json(db, model, names, rows, settled)
    else:
        insert_portably(db, model, names, rows, conflict=OnConflict.UPDATE)


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
    with db.cursor() as cursor:
        cursor.execute(statement, [_json(names, rows)])
        return int(cursor.rowcount)


def _json(names: Names, rows: Sequence[Row]) -> str:
    keys = _keys(names)
    return _encoder.encode([dict(zip(keys, row, strict=True)) for row in rows]).decode()


@lru_cache(maxsize=32)
def _json_statement(
    alias: str, model: type[models.Model], names: Names, conflict: OnConflict | None
) -> str:
    db = connections[alias]
    source = f"SELECT {', '.join(_keys(names))} FROM {_told(db, model, names)}"  # noqa: S608 - our own names
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


def _update_json(
    db: BaseDatabaseWrapper,
    model: type[models.Model],
    names: Names,
    rows: Sequence[Row],
    settled: Collection[str],
) -> None:
    """An upsert would try to insert each row first."""
    statement = _json_update_statement(db.alias, model, names, frozenset(settled))
    with db.cursor() as cursor:
        cursor.execute(statement, [_json(names, rows)])


@lru_cache(maxsize=32)
def _json_update_statement(
    alias: str, model: type[models.Model], names: Names, settled: frozenset[str]
) -> str:
    db = connections[alias]
    told = dict(zip(names, _keys(names), strict=True))
    key = model._meta.pk
    table = db.ops.quote_name(model._meta.db_table)
    chosen = [each for each in _fields(model, names) if each is not key]
    sets = ", ".join(
        f"{_quoted(db, field)} = told.{told[field.attname]}"
        for field in chosen
        if field.attname not in settled
    )
    found = f"{table}.{_quoted(db, key)} = told.{told[key.attname]}"
    return f"UPDATE {table} SET {sets} FROM {_told(db, model, names)} WHERE {found}"  # noqa: S608 - our own names


def _told(db: BaseDatabaseWrapper, model: type[models.Model], names: Names) -> str:
    """The rows of a JSON parameter as a table."""
    columns = zip(_keys(names), _fields(model, names), strict=True)
    types = ", ".join(f"{key} {_type(field, db)}" for key, field in columns)
    return f"json_to_recordset(%s::json) AS told({types})"


def _update_each(
    db: BaseDatabaseWrapper,
    model: type[models.Model],
    names: Names,
    rows: Sequence[Row],
    settled: Collection[str],
) -> None:
    """An upsert would look for clashes in every index first.

    SQLite writes every index anew of which a column is set, to the same value too. So indexed
    columns are only set in the rows where one of them differs.
    """
    key, indexed, others = _apart(model, tuple(name for name in names if name not in settled))
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
    """Values as the driver takes them, column by column."""
    for field, values in zip(fields, zip(*rows, strict=True), strict=True):
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        if isinstance(target, models.CharField | models.TextField | models.BooleanField):
            yield values
        elif isinstance(target, models.UUIDField):
            yield [value and value.hex for value in values]
        else:
            yield list(_adapted(_adapter(target, db), values))


def _adapted(adapt: Callable[[Any], Any], values: Iterable[Any]) -> Iterator[Any]:
    """What is the very same as in the row before is not looked at again."""
    last = adapted = None
    for value in values:
        if value is not last:
            last, adapted = value, adapt(value)
        yield adapted


def _adapter(field: models.Field[Any, Any], db: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """What ``get_db_prep_save`` does, without its way there where that is slow."""
    zone = db.timezone
    if isinstance(field, models.DateTimeField) and zone is not None:
        return lambda moment: moment and str(moment.astimezone(zone).replace(tzinfo=None))
    # A page has a few days and nothing at all, again and again.
    exact = lru_cache(maxsize=1024)(partial(field.get_db_prep_save, connection=db))
    return partial(_amount, field, exact) if isinstance(field, models.DecimalField) else exact


def _amount(field: models.DecimalField[Any, Any], exact: Callable[[Any], Any], value: Any) -> Any:
    """Most amounts have the column's decimal places already, and are right as they read."""
    text = str(value)
    is_right = text[-field.decimal_places - 1 :][:1] == "." and len(text) <= field.max_digits
    return text if is_right else exact(value)


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
