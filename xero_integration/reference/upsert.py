"""Writes records into a mirror in bulk, and only those that differ from what it holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, models, router
from django.utils import timezone

from ..connections.models import Connection
from .chunks import LOOKUP, chunks
from .models.base import MirrorRow
from .rows import Row

M = TypeVar("M", bound=MirrorRow)

# Raised when a mapped column changes its meaning, so that the next full pass rewrites rows.
_EDITION = "1"


def upsert(model: type[M], connection: Connection, rows: Iterable[Row]) -> list[str]:
    """Insert new and update changed rows; answer the keys of those that were written.

    A record that is older than what the mirror holds changes nothing: a page that was read
    before somebody's write may arrive after it.
    """
    wanted = {row[model.KEY]: _clipped(model, row) for row in rows if row[model.KEY]}
    stored = _stored(model, connection, list(wanted))
    objects = [
        model(connection=connection, fingerprint=mark, gone_at=None, **row)
        for key, row in wanted.items()
        if _is_news(stored.get(key), mark := _fingerprint(row), row.get("updated_at"))
    ]
    _write(model, objects)
    return [str(getattr(row, model.KEY)) for row in objects]


def mark_gone(model: type[M], connection: Connection, *, kept: Sequence[str]) -> list[str]:
    """Mark every row whose key is not among those of Xero's complete list; answer the keys."""
    present = model._default_manager.filter(connection=connection, gone_at__isnull=True)
    keys = sorted(set(present.values_list(model.KEY, flat=True)) - set(kept))
    changes: dict[str, Any] = {"gone_at": timezone.now()}
    if any(field.name == "is_active" for field in model._meta.concrete_fields):
        changes["is_active"] = False
    for chunk in chunks(keys, LOOKUP):
        present.filter(**{f"{model.KEY}__in": chunk}).update(**changes)
    return keys


def _stored(
    model: type[M], connection: Connection, keys: Sequence[str]
) -> dict[str, tuple[str, datetime | None, datetime | None]]:
    stamp = model.newer_stamp() or "gone_at"
    found = {}
    for chunk in chunks(keys, LOOKUP):
        rows = model._default_manager.filter(
            connection=connection, **{f"{model.KEY}__in": chunk}
        ).values_list(model.KEY, "fingerprint", "gone_at", stamp)
        found.update({key: (mark, gone, at) for key, mark, gone, at in rows})
    return found


def _is_news(
    stored: tuple[str, datetime | None, datetime | None] | None,
    mark: str,
    updated_at: datetime | None,
) -> bool:
    if stored is None:
        return True
    known_mark, gone_at, known_at = stored
    if gone_at is not None:
        return True
    stale = bool(known_at and updated_at and updated_at < known_at)
    return known_mark != mark and not stale


def _write(model: type[M], objects: list[M]) -> None:
    if not objects:
        return
    fixed = {"id", "connection", model.KEY}
    columns = [field.name for field in model._meta.concrete_fields if field.name not in fixed]
    # MySQL and MariaDB find the clash by any unique key and refuse to be told which.
    features = connections[router.db_for_write(model)].features
    targeted = features.supports_update_conflicts_with_target
    model._default_manager.bulk_create(
        objects,
        update_conflicts=True,
        update_fields=columns,
        unique_fields=["connection", model.KEY] if targeted else None,
    )


def _clipped(model: type[M], row: Row) -> Row:
    """Cut texts to their columns: a longer one from Xero must not stop the whole page."""
    limits = {
        field.attname: field.max_length
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField)
    }
    return {name: _text(value, limits.get(name)) for name, value in row.items()}


def _text(value: Any, limit: int | None) -> Any:
    # PostgreSQL can't store NUL characters.
    return value.replace("\0", "")[:limit] if isinstance(value, str) else value


def _fingerprint(row: Row) -> str:
    content = json.dumps([_EDITION, row], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()
