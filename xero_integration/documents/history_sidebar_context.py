"""What the sidebar's template and JSON say, made once for the tag, the fragment and programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify

from ..access.doors import OpenDeal, may
from ..access.permissions import Permission
from .history_rows import HistoryRow
from .history_scope import HistoryScope
from .history_sidebar import Sidebar, SidebarContact, sidebar_for
from .history_totals import Totals


def sidebar_context(
    request: HttpRequest,
    deal: OpenDeal,
    *,
    scope: HistoryScope | None = None,
    notice: dict[str, str] | None = None,
) -> dict[str, Any]:
    """``notice`` is shown above: what was done just now, or what went wrong."""
    address = [deal.ref.source, deal.ref.pk]
    may_link = may(request, deal, Permission.CREATE_DOCUMENT)
    return {
        "sidebar": sidebar_for(scope or HistoryScope(deal), with_candidates=may_link),
        "deal": deal,
        "dom_id": f"xi-sidebar-{slugify(deal.ref.source)}-{slugify(deal.ref.pk)}",
        "notice": notice,
        "may_link": may_link,
        "may_map": may(request, deal, Permission.MANAGE_MAPPING),
        "sidebar_url": reverse("xero_integration:sidebar", args=address),
        "documents_url": reverse("xero_integration:documents", args=address),
        "form_url": reverse("xero_integration:invoice_form", args=address),
    }


def sidebar_json(deal: OpenDeal, sidebar: Sidebar) -> dict[str, Any]:
    """The sidebar for programs; amounts are text, as money is not a float."""
    return {
        "deal": deal.ref.key,
        "customer": sidebar.party.name if sidebar.party else None,
        "contacts": [_contact(each) for each in sidebar.contacts],
        "totals": [_totals(row) for row in sidebar.totals],
        "documents": [_document(row) for row in sidebar.rows],
        "document_count": sidebar.document_count,
        "updated_at": _time(sidebar.updated_at),
    }


def _contact(each: SidebarContact) -> dict[str, Any]:
    return {
        "connection": str(each.connection.pk),
        "organisation": each.connection.organisation_name or each.connection.name,
        "contact_id": each.contact.contact_id,
        "name": each.contact.name,
        "problem": each.contact.problem.value if each.contact.problem else None,
        "asked_at": _time(each.asked_at),
        "next_refresh_at": _time(each.next_refresh_at),
        "open_in_xero_url": each.open_in_xero_url,
    }


def _totals(row: Totals) -> dict[str, str]:
    names = ("invoiced", "paid", "due", "overdue", "credit")
    return {"currency": row.currency, **{name: f"{getattr(row, name):.2f}" for name in names}}


def _document(row: HistoryRow) -> dict[str, Any]:
    document = row.document
    return {
        "id": str(document.pk),
        "kind": document.kind,
        "number": document.number,
        "reference": document.reference,
        "status": document.status,
        "date": document.date.isoformat() if document.date else None,
        "due_date": document.due_date.isoformat() if document.due_date else None,
        "total": f"{document.total:.2f}",
        "amount_due": f"{document.amount_due:.2f}",
        "currency": document.currency,
        "on_this_deal": row.attached,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
