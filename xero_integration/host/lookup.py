"""Finds a host's record within what a request may see, and reads mapped values from it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from .choices import FieldChoice, field_choices
from .foreign_code import foreign_code
from .paths import as_text, read
from .records import HostDraft
from .source import InvoiceSource

__all__ = [
    "FieldChoice",
    "draft_of",
    "field_choices",
    "find",
    "find_many",
    "labels",
    "sample",
    "values",
]


def find(source: InvoiceSource, request: HttpRequest, pk: str) -> Any | None:
    """The record, or None when it is unknown, invisible, or ``pk`` can't be its key."""
    try:
        key = source.model_class._meta.pk.to_python(pk)
    except (ValidationError, ValueError, TypeError, OverflowError):
        return None
    if "\x00" in pk:
        return None
    return source.objects(request).filter(pk=key).first()


def find_many(source: InvoiceSource, request: HttpRequest, pks: Iterable[str]) -> dict[str, Any]:
    """Those of the records that this request may see, by their key as text, in one query."""
    to_python = source.model_class._meta.pk.to_python
    keys = set()
    for pk in pks:
        with suppress(ValidationError, ValueError, TypeError, OverflowError):
            if "\x00" not in pk:
                keys.add(to_python(pk))
    if not keys:
        return {}
    return {str(each.pk): each for each in source.objects(request).filter(pk__in=keys)}


def sample(source: InvoiceSource, request: HttpRequest, limit: int = 20) -> list[Any]:
    """A few of the records this request may see, newest keys first, for a preview."""
    return list(source.objects(request).order_by("-pk")[:limit])


def draft_of(source: InvoiceSource, obj: Any) -> HostDraft:
    """The record as a draft; a source may make it by code of its own, which may fail."""
    with foreign_code(f"{type(source).__name__}.draft"):
        return source.draft(obj)


def values(source: InvoiceSource, obj: Any, paths: Iterable[str]) -> dict[str, str]:
    """The text of each path on this record; "" where it leads nowhere."""
    return {path: _text(obj, path) for path in paths}


def _text(obj: Any, path: str) -> str:
    with foreign_code(path):  # a related record makes its text by code of the host, too
        return as_text(read(obj, path))


def labels(source: InvoiceSource) -> dict[str, str]:
    """Path → label, to tell a person where a value came from."""
    return {choice.path: choice.label for choice in field_choices(source)}
