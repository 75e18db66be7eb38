"""System checks of the sources a host declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db.models import ForeignKey

from ..exceptions import ConfigurationError
from .registry import all_sources
from .source import InvoiceSource

OWNER_WORDS = ("company", "organisation", "organization", "department", "tenant", "workspace")


def check_sources(
    app_configs: Sequence[AppConfig] | None = None, **_more: Any
) -> list[checks.CheckMessage]:
    """E010: a source can't be used. W010: rows may be visible across companies (row 3)."""
    try:
        sources = all_sources()
        return [found for source in sources.values() for found in _open_to_all(source)]
    except ConfigurationError as error:
        return [checks.Error(error.detail, id="xero_integration.E010")]


def _open_to_all(source: InvoiceSource) -> list[checks.CheckMessage]:
    """Both decisions left to the defaults, on a model that seems to belong to somebody."""
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
    return [checks.Warning(message, hint=hint, id="xero_integration.W010")]
