"""Turns declared paths into paths from the deal, so that a mapping can store and label them."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from .declarations import SourceDeclaration
from .paths import alternatives

ADDRESS_PARTS = ("line1", "line2", "city", "region", "postal_code", "country")


def party_paths(source: SourceDeclaration, path: str) -> tuple[str, ...]:
    """A path about the customer, as paths from the deal, in order of preference."""
    declared = alternatives(path)
    roots = {_first(party) for party in alternatives(source.party)}
    is_mixed = any(_first(each) in roots for each in declared)
    found: list[str] = []
    for each in declared:
        is_own = _first(each) in roots or hasattr(source.model_class, _first(each))
        found.extend([each] if is_mixed and is_own else _on_parties(source, each))
    return tuple(dict.fromkeys(found))


def address_paths(source: SourceDeclaration) -> dict[str, tuple[str, ...]]:
    """Paths of each address part; a single multi-line path stands under ``line1``."""
    declared = source.address
    if isinstance(declared, str):
        declared = {"line1": declared}
    return {part: party_paths(source, declared.get(part, "")) for part in ADDRESS_PARTS}


def related_model(model: type[models.Model], path: str) -> type[models.Model] | None:
    """The model at the end of a path of forward relations, None if it is something else."""
    current = model
    for step in path.split("."):
        try:
            field = current._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        if not isinstance(field.related_model, type):
            return None
        current = field.related_model
    return current


def _on_parties(source: SourceDeclaration, path: str) -> list[str]:
    parties = alternatives(source.party)
    on_party = [f"{party}.{path}" for party in parties if _may_have(source, party, _first(path))]
    return on_party or [path]


def _may_have(source: SourceDeclaration, party: str, name: str) -> bool:
    """A model is asked; what is behind a method or a JSON key can't be, so it may."""
    model = source.model_class
    target = related_model(model, party)
    return hasattr(target, name) if target else related_model(model, party.split(".")[0]) is None


def _first(path: str) -> str:
    return path.partition(".")[0]
