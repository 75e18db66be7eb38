"""The real deals a settings page can show: for the preview and for the host's tax codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest

from ..exceptions import HostDataError
from ..host.lookup import FieldChoice, field_choices, find, sample
from ..host.registry import all_sources, get_source
from ..host.source import InvoiceSource

VIEW = "view"


def all_field_choices() -> list[FieldChoice]:
    """What can be mapped, over all sources; the same path is offered once."""
    found = (choice for source in all_sources().values() for choice in field_choices(source))
    unique = {choice.path: choice for choice in reversed(list(found))}
    groups: dict[str, list[FieldChoice]] = {}
    for choice in reversed(unique.values()):
        groups.setdefault(choice.group, []).append(choice)
    return [choice for members in groups.values() for choice in members]


def sample_choices(request: HttpRequest) -> list[tuple[str, str]]:
    """Recent deals that this person may see: ``deal:12`` and a name."""
    return [(source.ref(obj).key, str(obj)) for source, obj in _samples(request)]


def chosen_subject(request: HttpRequest, key: str) -> tuple[InvoiceSource, Any] | None:
    """The deal named by ``key``, else a recent one; None when there is nothing to see."""
    source_key, _, pk = key.partition(":")
    if source_key in all_sources():
        source = get_source(source_key)
        obj = find(source, request, pk)
        if obj is not None and source.allows(request, VIEW, obj):
            return source, obj
    return next(_samples(request), None)


def tax_keys(request: HttpRequest) -> set[str]:
    """The tax codes on recent deals, so that people map codes they do not have to remember."""
    found: set[str] = set()
    for source, obj in _samples(request):
        try:
            draft = source.draft(obj)
        except HostDataError:
            continue
        found.update(line.tax_key for line in draft.lines if line.tax_key)
    return found


def _samples(request: HttpRequest) -> Iterator[tuple[InvoiceSource, Any]]:
    for source in all_sources().values():
        for obj in sample(source, request):
            if source.allows(request, VIEW, obj):
                yield source, obj
