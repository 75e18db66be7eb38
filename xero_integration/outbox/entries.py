"""What callers without our pages enter, checked by the forms of the pages."""

from __future__ import annotations

from collections.abc import Mapping

from .forms import ActivityForm


def filters_in(query: Mapping[str, str], tenant: str) -> ActivityForm:
    """Which operations are asked for; a name that is not understood is an error of the form."""
    return ActivityForm(query, tenant=tenant)
