"""The accounting half: organisations, contacts, items, invoices and payments over HTTP."""

from __future__ import annotations

from werkzeug.routing import Rule

ROUTES: list[Rule] = []
