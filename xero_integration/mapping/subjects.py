"""The real deals a settings page can show: for the preview and for the host's tax codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from ..exceptions import HostDataError
from ..host.lookup import FieldChoice, draft_of, field_choices, find, sample
from ..host.registry import all_sources, get_source
from ..host.source import InvoiceSource

VIEW = "view"
SAMPLES = 10
DRAFTED = 5

Subject = tuple[InvoiceSource, Any]


def all_field_choices() -> list[FieldChoice]:
    """What can be mapped, over all sources; the same path is offered once."""
    found = (choice for source in all_sources().values() for choice in field_choices(source))
    unique = {choice.path: choice for choice in reversed(list(found))}
    groups: dict[str, list[FieldChoice]] = {}
    for choice in reversed(unique.values()):
        groups.setdefault(choice.group, []).append(choice)
    return [choice for members in groups.values() for choice in members]


def sample_subjects(request: HttpRequest) -> list[Subject]:
    """Recent records of every source that this person may see."""
    return [
        (source, obj)
        for source in all_sources().values()
        for obj in sample(source, request, limit=SAMPLES)
        if source.allows(request, VIEW, obj)
    ]


def choices_of(subjects: Iterable[Subject]) -> list[tuple[str, str]]:
    """For a picker: ``deal:12`` and a name."""
    return [(source.ref(obj).key, str(obj)) for source, obj in subjects]


def chosen_subject(request: HttpRequest, key: str) -> Subject | None:
    """The record named by ``deal:12``, None when it is unknown or not for this person."""
    source_key, _, pk = key.partition(":")
    if source_key not in all_sources():
        return None
    source = get_source(source_key)
    obj = find(source, request, pk)
    if obj is None or not source.allows(request, VIEW, obj):
        return None
    return source, obj


def tax_keys(request: HttpRequest) -> set[str]:
    """The tax codes on recent deals, so that people map codes they do not have to remember."""
    found: set[str] = set()
    for source, obj in sample_subjects(request)[:DRAFTED]:
        try:
            draft = draft_of(source, obj)
        except HostDataError:
            continue
        found.update(line.tax_key for line in draft.lines if line.tax_key)
    return found
