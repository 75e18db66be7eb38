"""Finds declared paths that can lead nowhere, as far as models tell without a record."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from .declarations import SourceDeclaration
from .expansion import address_paths, party_paths
from .paths import alternatives


def dead_paths(source: SourceDeclaration) -> list[str]:
    """Declared paths from the deal whose step is no attribute of the model it is asked of."""
    dead: list[str] = []
    for path in [*_plain_paths(source), *_customer_paths(source), *source.json_keys]:
        told = any(path == known or path.startswith(f"{known}.") for known in dead)
        if not told and _is_dead(source.model_class, path):
            dead.append(path)
    return [*dead, *_dead_line_paths(source)]


def _plain_paths(source: SourceDeclaration) -> Iterator[str]:
    inclusive = source.tax_inclusive if isinstance(source.tax_inclusive, str) else ""
    about_deal = (source.currency, source.reference, source.title, source.total, source.lines)
    for declared in (source.party, *about_deal, inclusive, *source.charges.values()):
        yield from alternatives(declared)


def _customer_paths(source: SourceDeclaration) -> Iterator[str]:
    """What the host wrote about the customer; our own defaults are only a guess."""
    for name in ("name", "email", "tax_number"):
        declared = getattr(source, name)
        if declared != getattr(SourceDeclaration, name):
            yield from party_paths(source, declared)
    for paths in address_paths(source).values():
        yield from paths


def _dead_line_paths(source: SourceDeclaration) -> Iterator[str]:
    rows = _rows_model(source)
    if rows is not None:
        for declared in source.line.values():
            yield from (path for path in alternatives(declared) if _is_dead(rows, path))


def _rows_model(source: SourceDeclaration) -> type[models.Model] | None:
    """The model of the line rows; None for JSON, methods and whatever else holds lines."""
    manager = getattr(source.model_class, source.lines, None) if source.lines else None
    relation = getattr(manager, "rel", None)
    rows = getattr(relation, "related_model", None)
    return rows if isinstance(rows, type) and issubclass(rows, models.Model) else None


def _is_dead(model: type[models.Model], path: str) -> bool:
    """Whether a step is missing; behind a method or a JSON key nothing can be said."""
    current: type[models.Model] | None = model
    for step in path.split("."):
        if current is None:
            return False
        fields = {field.name: field for field in current._meta.get_fields()}
        if step not in fields and not hasattr(current, step):
            return True
        target = fields[step].related_model if step in fields else None
        current = target if isinstance(target, type) else None
    return False
