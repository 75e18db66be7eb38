"""The fields of a deal that a person can map, each with a label made for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst

from .declarations import SourceDeclaration
from .expansion import address_paths, party_paths
from .paths import alternatives

PRIVATE_NAME = re.compile(r"password|secret|token|hash|api_?key", re.IGNORECASE)
UNMAPPABLE = (models.BinaryField, models.FileField, models.JSONField, models.BooleanField)


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One mappable path. ``group`` is the record it belongs to, part of the label."""

    path: str
    label: str
    group: str


def field_choices(source: SourceDeclaration) -> list[FieldChoice]:
    """Declared paths, JSON keys, the deal's own fields and those one relation away."""
    model = source.model_class
    paths = [*declared_paths(source), *source.json_keys, *_introspected(model)]
    choices = [_choice(source, path) for path in dict.fromkeys(paths)]
    return sorted(choices, key=lambda choice: _group_order(source, choice))


def declared_paths(source: SourceDeclaration) -> list[str]:
    parts = [path for paths in address_paths(source).values() for path in paths]
    about_party = [source.name, source.email, source.tax_number]
    return [
        *(path for declared in about_party for path in party_paths(source, declared)),
        *parts,
        *alternatives(source.reference),
        *alternatives(source.title),
    ]


def _introspected(model: type[models.Model]) -> Iterator[str]:
    yield from (_readable(field) for field in _mappable(model))
    for relation in model._meta.concrete_fields:
        target = relation.related_model
        if isinstance(target, type) and issubclass(target, models.Model):
            for field in _mappable(target):
                yield f"{relation.name}.{_readable(field)}"


def _mappable(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    for field in model._meta.concrete_fields:
        hidden = field.is_relation or field.primary_key or isinstance(field, UNMAPPABLE)
        if not hidden and not PRIVATE_NAME.search(field.name):
            yield field


def _readable(field: models.Field[Any, Any]) -> str:
    """People see a choice's label, not its code."""
    return f"get_{field.name}_display" if field.choices else field.name


def _choice(source: SourceDeclaration, path: str) -> FieldChoice:
    names = _names(source.model_class, path)
    if path in source.json_keys:
        names = [*names[:1], str(source.json_keys[path])]
    return FieldChoice(path=path, label=" – ".join(names), group=names[0])


def _names(model: type[models.Model], path: str) -> list[str]:
    """The record's name, then the names of the steps that lead to the value."""
    names = [str(capfirst(model._meta.verbose_name))]
    current: type[models.Model] | None = model
    steps = path.split(".")
    for position, step in enumerate(steps):
        field = _field(current, step)
        name = str(capfirst(field.verbose_name)) if field else _humanised(step)
        current = field.related_model if field and field.is_relation else None
        starts_a_record = position == 0 and len(steps) > 1 and current is not None
        names = [name] if starts_a_record else [*names, name]
    return names


def _field(model: type[models.Model] | None, step: str) -> models.Field[Any, Any] | None:
    if model is None:
        return None
    name = re.sub(r"^get_(\w+)_display$", r"\1", step)
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _humanised(step: str) -> str:
    return str(capfirst(step.removeprefix("get_").replace("_", " ").strip()))


def _group_order(source: SourceDeclaration, choice: FieldChoice) -> int:
    """The customer's records come first, then the deal's own fields, then the rest."""
    roots = [party.split(".")[0] for party in alternatives(source.party)]
    root, _, rest = choice.path.partition(".")
    if root in roots:
        return roots.index(root)
    return len(roots) + (1 if rest and choice.path not in source.json_keys else 0)
