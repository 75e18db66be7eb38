"""Where a record is changed in Django's admin, for hosts that show their records nowhere else."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string


def admin_page_of(obj: Any) -> str:
    """Address of the record's change page, "" where the admin does not have the model."""
    options = getattr(obj, "_meta", None)
    if options is None or not apps.is_installed("django.contrib.admin"):
        return ""
    # Loaded by path: the admin needs apps that a host without it may not have.
    quote = import_string("django.contrib.admin.utils.quote")
    with suppress(NoReverseMatch):
        name = f"admin:{options.app_label}_{options.model_name}_change"
        return reverse(name, args=[quote(str(obj.pk))])
    return ""
