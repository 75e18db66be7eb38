"""Reads the customers and products of many records, batch by batch, for a worker."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from ..exceptions import HostDataError
from .declarations import SourceDeclaration
from .drafting_lines import relation_chain
from .drafting_party import read_party
from .expansion import party_paths
from .lookup import draft_of
from .paths import alternatives, as_text, read
from .records import Party, ProductRef, SubjectRef
from .source import InvoiceSource


@dataclass(frozen=True, slots=True)
class Known:
    """What one record tells of its customer and its products."""

    ref: SubjectRef
    party: Party | None
    tax_number: str
    products: tuple[ProductRef, ...]


def count(source: InvoiceSource, tenant: str) -> int:
    with source.scope(tenant):
        return source.to_match(tenant).count()


def batch(source: InvoiceSource, tenant: str, *, after: str, size: int) -> Sequence[Known]:
    """The next records by their keys; for declared paths a few queries, however many rows."""
    with source.scope(tenant):
        rows = source.to_match(tenant).order_by("pk")
        if after:
            with suppress(ValidationError, ValueError):  # a key that the host has changed since
                rows = rows.filter(pk__gt=source.model_class._meta.pk.to_python(after))
        return [known(source, obj) for obj in _fetched(source, rows)[:size]]


def _fetched(source: InvoiceSource, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """With what the declared paths cross."""
    declared = [path for text in (source.party, source.currency) for path in alternatives(text)]
    declared += [*party_paths(source, source.name), *party_paths(source, source.email)]
    chains = {relation_chain(source.model_class, path.split(".")) for path in declared} - {""}
    rows = rows.select_related(*sorted(chains)) if chains else rows
    related = {each.get_accessor_name(): each for each in source.model_class._meta.related_objects}
    if source.lines not in related:
        return rows
    line_model = related[source.lines].related_model
    paths = [each for path in source.line.values() for each in alternatives(path)]
    crossed = {relation_chain(line_model, path.split(".")) for path in paths} - {""}
    lines = line_model._default_manager.select_related(*sorted(crossed))
    lines = lines if crossed else line_model._default_manager.all()
    return rows.prefetch_related(models.Prefetch(source.lines, queryset=lines))


def known(source: InvoiceSource, obj: Any) -> Known:
    """One record that the host's code fails on must not end the walk over all of them."""
    party, products = _told(source, obj)
    tax_number = ""
    with suppress(HostDataError):
        tax_number = _tax_number(source, obj)
    return Known(source.ref(obj), party, tax_number, products)


def _told(source: InvoiceSource, obj: Any) -> tuple[Party | None, tuple[ProductRef, ...]]:
    """The customer is known also where the record can't be invoiced as it is."""
    with suppress(HostDataError):
        draft = draft_of(source, obj)
        products = {line.product.key: line.product for line in draft.lines if line.product}
        return draft.party, tuple(products.values())
    with suppress(HostDataError):
        return read_party(source, obj), ()
    return None, ()


def _tax_number(source: SourceDeclaration, obj: Any) -> str:
    return as_text(read(obj, "|".join(party_paths(source, source.tax_number))))
