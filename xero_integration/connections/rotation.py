"""Re-encrypting every stored secret under the newest key, while the site runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from ..exceptions import EncryptionKeyError
from .encryption import NOTHING, EncryptedTextField, Sealed

APP = "xero_integration"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many secrets were re-encrypted, and how many no key could read."""

    done: int
    unreadable: int


def encrypted_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every encrypted column of the app, whichever room it is in."""
    for model in apps.get_app_config(APP).get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field.attname


def rotate(*, batch: int = BATCH) -> Rotation:
    """Re-encrypt what an older key wrote.

    A secret that the site changes meanwhile is new already and left alone.
    """
    done = unreadable = 0
    for model, column in encrypted_columns():
        for pk, sealed in _secrets(model, column, batch):
            if sealed.is_newest:
                continue
            try:
                fresh = sealed.resealed()
            except EncryptionKeyError:
                unreadable += 1
                continue
            rows = model._default_manager.filter(pk=pk, **{column: sealed})
            done += rows.update(**{column: fresh})
    return Rotation(done, unreadable)


def unreadable_column() -> str:
    """Name a column in which the newest secret can't be read with the keys, else ""."""
    for model, column in encrypted_columns():
        newest = model._default_manager.exclude(**{column: NOTHING}).order_by("-created_at")
        for sealed in newest.values_list(column, flat=True)[:1]:
            if not sealed.is_readable:
                return f"{model._meta.object_name}.{column}"
    return ""


def _secrets(model: type[models.Model], column: str, batch: int) -> Iterator[tuple[object, Sealed]]:
    """Walk by primary key in batches, so that no long transaction is held open."""
    last: object | None = None
    while True:
        rows = model._default_manager.exclude(**{column: NOTHING}).order_by("pk")
        rows = rows if last is None else rows.filter(pk__gt=last)
        page = list(rows.values_list("pk", column)[:batch])
        if not page:
            return
        yield from page
        last = page[-1][0]
