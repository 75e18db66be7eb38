"""Xero's `where` filter language: a small parser and evaluator of the documented subset."""

from __future__ import annotations

from .compile import Query, compile_query
from .fields import Fields
from .lexer import QueryError

__all__ = ["Fields", "Query", "QueryError", "compile_query"]
