"""Façade: the few functions that most hosts need, for code and for other jobs."""

from __future__ import annotations

from .access.doors import open_deal, open_object
from .connections.services import current_connection
from .documents.panel import panel_for
from .documents.services import create_invoice, open_draft

__all__ = [
    "create_invoice",
    "current_connection",
    "open_deal",
    "open_draft",
    "open_object",
    "panel_for",
]
