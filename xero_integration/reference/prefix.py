"""The condition "begins with", in the form that each database answers from an index."""

from __future__ import annotations

from django.db import connections, router
from django.db.models import Model, Q

_LAST_CHARACTER = "\U0010ffff"


def begins_with(model: type[Model], column: str, beginning: str) -> Q:
    """SQLite compares bytes, so a range is exact and uses the index, where LIKE would not.

    Other databases sort by language, where a range would be wrong; they have an index for
    LIKE, and Django escapes ``%``, ``_`` and the backslash in it.
    """
    if connections[router.db_for_read(model)].vendor == "sqlite":
        upper = beginning + _LAST_CHARACTER
        return Q(**{f"{column}__gte": beginning, f"{column}__lt": upper})
    return Q(**{f"{column}__startswith": beginning})
