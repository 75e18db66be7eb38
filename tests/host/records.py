"""Deals of many shapes: what a host's objects look like to a source, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from xero_integration.host import HostDraft, InvoiceSource


class Record(SimpleNamespace):
    """A host's object. Its class is no model, so a source may expect anything of it."""

    pk: Any = 7

    def __str__(self) -> str:
        return str(getattr(self, "title", "A deal"))


class Related:
    """A related manager: it can be called, and must not be."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.rows = list(rows)

    def __call__(self, **kwargs: Any) -> Any:
        raise AssertionError("a related manager was called")

    def all(self) -> list[Any]:
        return self.rows


def source_with(**declared: Any) -> InvoiceSource:
    """A source of the deals above with these declared paths."""
    model = {"model": "contenttypes.ContentType"}
    source: InvoiceSource = type("DealSource", (InvoiceSource,), model | declared)()
    source.key = "deal"
    return source


def draft_of(record: Record, **declared: Any) -> HostDraft:
    return source_with(**declared).draft(record)
