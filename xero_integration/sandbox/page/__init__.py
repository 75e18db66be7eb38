"""The page part of the sandbox (routes are added as they are built)."""

from __future__ import annotations

from werkzeug.routing import Rule

ROUTES: list[Rule] = []
