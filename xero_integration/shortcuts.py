"""Façade: the few functions that most hosts need, for code and for other jobs.

From a request to an invoice: ``open_deal`` or ``open_object``, ``current_connection``,
``plan_invoice``, ``create_invoice``. A job without a request begins with ``trusted_deal``.
"""

from __future__ import annotations

from .access.actors import Actor
from .access.doors import OpenDeal, open_deal, open_object
from .access.permissions import Permission
from .connections.models import Connection
from .connections.services import current_connection
from .documents.models import Document
from .documents.money import Totals
from .documents.panel import Panel, panel_for
from .documents.plan import Plan
from .documents.problems import Problem
from .documents.services import create_invoice
from .documents.unattended import PlannedInvoice, plan_invoice, trusted_deal
from .outbox.models import Operation
from .outbox.services import submit as submit_operation

__all__ = [
    "Actor",
    "Connection",
    "Document",
    "OpenDeal",
    "Operation",
    "Panel",
    "Permission",
    "Plan",
    "PlannedInvoice",
    "Problem",
    "Totals",
    "create_invoice",
    "current_connection",
    "open_deal",
    "open_object",
    "panel_for",
    "plan_invoice",
    "submit_operation",
    "trusted_deal",
]
