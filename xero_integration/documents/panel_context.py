"""What the deal panel's template and JSON say, made once for the tag, the fragment and the API."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, gettext

from ..access.doors import OpenDeal
from ..access.permissions import Permission
from ..host.records import SubjectRef
from .panel import Panel, PanelDocument, PanelOperation, PanelTotals, panel_for
from .panel_menu import panel_row
from .verdicts import Rights, rights_of

OPERATION_TONES = {"refused": "danger", "waiting": "warning"}


def panel_context(
    request: HttpRequest, deal: OpenDeal, *, link_only: bool = False
) -> dict[str, Any]:
    rights = rights_of(request, deal)
    panel = panel_for(deal, rights)
    address = [deal.ref.source, deal.ref.pk]
    return {
        "panel": panel,
        "deal": deal,
        "deal_url": deal.source.url(request, deal.obj),
        "dom_id": dom_id_of(deal.ref),
        "link_only": link_only,
        "working": [operation_view(operation) for operation in panel.pending],
        "rows": [
            panel_row(deal.ref, document, _operation_view(document, rights))
            for document in panel.documents
        ],
        "state": state_of(panel, rights),
        "customer": next((row.contact_name for row in panel.documents), ""),
        "may_create": Permission.CREATE_DOCUMENT in rights,
        "may_connect": Permission.MANAGE_CONNECTION in rights,
        "may_map": Permission.MANAGE_MAPPING in rights,
        "panel_url": reverse("xero_integration:panel", args=address),
        "form_url": reverse("xero_integration:invoice_form", args=address),
        "refresh_url": reverse("xero_integration:deal_refresh", args=address),
        "documents_url": reverse("xero_integration:documents", args=address),
        "connections_url": reverse("xero_integration:connections"),
    }


def dom_id_of(ref: SubjectRef) -> str:
    return f"xi-panel-{slugify(ref.source)}-{slugify(ref.pk)}"


def state_of(panel: Panel, rights: Iterable[Permission]) -> str:
    """Names all that the panel shows, so that a look that finds the same swaps nothing."""
    shown = [panel_json(panel), sorted(rights), get_language()]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def _operation_view(document: PanelDocument, rights: Rights) -> dict[str, Any] | None:
    operation = document.operation
    if operation is None:
        return None
    may_choose = operation.is_unconfirmed and Permission.VIEW_LOG in rights
    url = reverse("xero_integration:operation", args=[operation.id]) if may_choose else ""
    return {**operation_view(operation), "choose_url": url}


def operation_view(operation: PanelOperation) -> dict[str, Any]:
    """A pending operation; its sentences are explained where they are shown."""
    return {
        "what": operation.what,
        "state": operation.state,
        "label": operation.state_label,
        "tone": "warning"
        if operation.is_unconfirmed
        else OPERATION_TONES.get(operation.state, "info"),
        "refused": operation.state == "refused",
        "messages": [message for message in operation.messages if message],
        "created_at": operation.created_at,
        "actor_name": operation.actor_name,
        "sendable": operation.sendable,
    }


def panel_json(panel: Panel) -> dict[str, Any]:
    """The panel for programs; amounts are text, as money is not a float."""
    return {
        "deal": panel.ref.key,
        "connection": panel.connection_state,
        "read_only": panel.is_read_only,
        "preferences_saved": panel.preferences_saved,
        "draft_open": panel.draft_open,
        "customer_unlinked": panel.customer_unlinked,
        "updated_at": _time(panel.updated_at),
        "totals": [_totals(row) for row in panel.totals],
        "documents": [_document(row) for row in panel.documents],
        "document_count": panel.document_count,
        "pending": [_operation(row) for row in panel.pending],
    }


def _totals(row: PanelTotals) -> dict[str, str]:
    return {
        "currency": row.currency,
        "invoiced": _money(row.invoiced),
        "paid": _money(row.paid),
        "due": _money(row.due),
        "overdue": _money(row.overdue),
    }


def _document(row: PanelDocument) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "label": row.label,
        "status": row.status,
        "status_label": row.status_label,
        "date": row.date.isoformat() if row.date else None,
        "due_date": row.due_date.isoformat() if row.due_date else None,
        "overdue_days": row.overdue_days,
        "total": _money(row.total),
        "amount_due": _money(row.amount_due),
        "currency": row.currency,
        "open_in_xero_url": row.open_in_xero_url,
        "version": row.version,
        "badges": [badge.code for badge in row.badges],
        "operation": _operation(row.operation) if row.operation else None,
        "actions": {
            action.value: {
                "allowed": verdict.allowed,
                "code": verdict.code,
                "message": verdict.message,
            }
            for action, verdict in row.verdicts.items()
        },
    }


def _operation(row: PanelOperation) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "state": row.state,
        "code": row.error_code,
        "messages": [gettext(message) for message in row.messages if message],
        "sendable_again": bool(row.sendable),
        "created_at": _time(row.created_at),
    }


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
