"""How tests start pytest in a project of its own."""

from __future__ import annotations

_NOT_NEEDED = (
    "randomly",
    "cacheprovider",
    "xdist",
    "playwright",
    "schemathesis",
    "hypothesispytest",
)

LIGHT_PYTEST = ("-m", "pytest", "-q", *(f"-pno:{plugin}" for plugin in _NOT_NEEDED))
"""For Python's command line: without the plugins that cost seconds and that no project uses."""
