"""Reads dotted paths through relations, methods and JSON keys; pure, and safe to point anywhere."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from .foreign_code import foreign_code

MAX_RELATED_ROWS = 25


def alternatives(path: str) -> tuple[str, ...]:
    """Split ``company.email|contact.email`` into its fallbacks, in order."""
    return tuple(part.strip() for part in path.split("|") if part.strip())


def read(record: object, path: str) -> Any:
    """The first filled value of the path's fallbacks, or None.

    A path that leads nowhere is None as well: deals differ in what they hold. Where the host's
    own code fails on the way, a HostDataError names the path.
    """
    for alternative in alternatives(path):
        with foreign_code(alternative):
            value = _follow(record, alternative.split("."))
        if not is_empty(value):
            return value
    return None


def is_empty(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, Mapping | Sequence) and not value)


def is_manager(value: object) -> bool:
    """Related managers are callable: what has ``all`` is read, never called."""
    return not isinstance(value, type | Mapping) and callable(getattr(value, "all", None))


def as_text(value: object) -> str:
    """How a value reads in a field of an invoice."""
    if value is None or isinstance(value, Mapping) or is_manager(value):
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        return ", ".join(text for text in map(as_text, value) if text)
    return str(value).strip()


def _follow(value: Any, steps: Sequence[str]) -> Any:
    if not steps or value is None:
        return value
    if is_manager(value):
        return _first_filled(value.all()[:MAX_RELATED_ROWS], steps)
    if isinstance(value, list | tuple) and not _is_position(steps[0]):
        return _first_filled(value[:MAX_RELATED_ROWS], steps)
    return _follow(_step(value, steps[0]), steps[1:])


def _is_position(step: str) -> bool:
    """Whether it counts rows; ``int`` fails for other scripts' digits and for thousands of them."""
    return step.isascii() and step.isdigit() and len(step) < 5


def _first_filled(rows: Any, steps: Sequence[str]) -> Any:
    values = (_follow(row, steps) for row in rows)
    return next((value for value in values if not is_empty(value)), None)


def _step(value: Any, name: str) -> Any:
    if name.startswith("_"):
        return None
    if isinstance(value, Mapping):
        return value.get(name)
    if isinstance(value, list | tuple):
        return value[int(name)] if int(name) < len(value) else None
    try:
        return _resolved(getattr(value, name, None))
    except ObjectDoesNotExist:
        return None


def _resolved(found: Any) -> Any:
    if not callable(found) or is_manager(found):
        return found
    return found() if _may_call(found) else None


def _may_call(method: Callable[..., Any]) -> bool:
    """As in templates, and stricter: nothing that changes data, needs arguments or is async."""
    if isinstance(method, type) or inspect.iscoroutinefunction(method):
        return False
    if getattr(method, "alters_data", False) or getattr(method, "do_not_call_in_templates", False):
        return False
    try:
        inspect.signature(method).bind()
    except (TypeError, ValueError):
        return False
    return True
