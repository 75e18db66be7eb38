"""The filters of the activity list for callers without our pages, checked by the page's form."""

from __future__ import annotations

from collections.abc import Mapping

from .forms import ActivityForm


def filters_in(query: Mapping[str, str], tenant: str) -> ActivityForm:
    return ActivityForm(query, tenant=tenant)
