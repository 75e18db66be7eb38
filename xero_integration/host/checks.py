"""System checks of the sources a host declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db.models import ForeignKey

from ..exceptions import ConfigurationError
from .registry import all_sources
from .review import dead_paths
from .source import InvoiceSource, has_own_draft

OWNER_WORDS = ("company", "organisation", "organization", "department", "tenant", "workspace")


def check_sources(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[checks.CheckMessage]:
    """E020: a source can't be used; each source is then looked at by itself."""
    try:
        sources = all_sources()
    except ConfigurationError as error:
        return [checks.Error(error.detail, id="xero_integration.E020")]
    return [found for source in sources.values() for found in _check_source(source)]


def _check_source(source: InvoiceSource) -> list[checks.CheckMessage]:
    """E021: its model is not there."""
    name = type(source).__name__
    try:
        source.model_class  # noqa: B018
    except (LookupError, ValueError):
        message = f'{name}.model: there is no model "{source.model}".'
        hint = 'Write the label of an installed model, e.g. model = "crm.Deal".'
        return [checks.Error(message, hint=hint, id="xero_integration.E021")]
    return [*_open_to_all(source), *_leading_nowhere(source)]


def _leading_nowhere(source: InvoiceSource) -> list[checks.CheckMessage]:
    """W021: such a path is always empty, most often because it is misspelt."""
    own = type(source)
    if has_own_draft(source):
        return []
    hint = "Correct the path: every step is a field, a property, a method or a JSON key."
    return [
        checks.Warning(
            f'{own.__name__}: the path "{path}" leads nowhere.',
            hint=hint,
            id="xero_integration.W021",
        )
        for path in dead_paths(source)
    ]


def _open_to_all(source: InvoiceSource) -> list[checks.CheckMessage]:
    """W020: both decisions left to the defaults, on a model that seems to belong to somebody."""
    own = type(source)
    if own.objects is not InvoiceSource.objects or own.allows is not InvoiceSource.allows:
        return []
    owners = [
        field.name
        for field in source.model_class._meta.get_fields()
        if isinstance(field, ForeignKey) and any(word in field.name for word in OWNER_WORDS)
    ]
    customer = source.party.replace("|", ".").split(".")
    owners = [name for name in owners if name not in customer]
    if not owners:
        return []
    hint = (
        f"Override objects() and allows() in {own.__name__} if {owners[0]} limits who sees a row."
    )
    message = f"{own.__name__} shows every row to everybody who has the permission."
    return [checks.Warning(message, hint=hint, id="xero_integration.W020")]
