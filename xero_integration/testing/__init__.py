"""Aids for host projects that test their use of the app; the app itself never imports them.

``-p xero_integration.testing.plugin`` in a project's pytest options gives its tests the fixture
``xero``, which is the object described here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from .queue import RecordingQueue
    from .xero import Xero

__all__ = ["RecordingQueue", "Xero"]

_HOMES = {
    "RecordingQueue": "xero_integration.testing.queue.RecordingQueue",
    "Xero": "xero_integration.testing.xero.Xero",
}


def __getattr__(name: str) -> Any:
    """Pytest loads the plugin, and so this package, before Django is set up: models come later."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_string(_HOMES[name])
