"""Runs a block of settings as the end of a project's settings module."""

from __future__ import annotations

import os
from copy import copy
from typing import Any

from django.conf import settings as django_settings


class AnyValue(dict[str, str]):
    """An environment in which every secret is set."""

    def __missing__(self, name: str) -> str:
        return f"value-of-{name.lower()}"


def apply(text: str, settings: Any) -> None:
    """Take over what the block says; ``settings`` is the fixture."""
    names = [name for name in dir(django_settings) if name.isupper()]
    before = {name: getattr(django_settings, name) for name in names}
    # Copies, as a block may add to a list in place.
    module = {"os": os, "XERO_INTEGRATION": {}, **{name: copy(before[name]) for name in names}}
    exec(compile(text, "settings.py of a how-to", "exec"), module)
    # The apps last: some look at other settings as soon as they are installed.
    for name, value in sorted(module.items(), key=lambda item: item[0] == "INSTALLED_APPS"):
        if name.isupper() and (name not in before or before[name] != value):
            setattr(settings, name, value)
