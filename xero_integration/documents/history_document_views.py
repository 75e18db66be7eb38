"""The page of one document: what it is now, what it was on a day, and its story."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ..access.doors import OpenDeal, guarded, may, open_deal
from ..access.permissions import Permission
from ..client.records import HistoryRecord
from ..exceptions import XeroIntegrationError
from ..pages import render_page, translated
from .history_asking import ask
from .history_forms import date_field
from .history_page import whole_number
from .history_rows import row_of, with_organisation
from .history_scope import HistoryScope
from .history_timeline import belief_on, story_of
from .models import Document, DocumentKind


class AsOfForm(forms.Form):
    as_of = date_field(_("What we believed on"))


@guarded
@require_http_methods(["GET", "POST"])
def one_document(request: HttpRequest, source: str, pk: str, document: UUID) -> HttpResponse:
    """A POST asks Xero for its own history of the document: one call, nothing changes."""
    deal = open_deal(request, source, pk, Permission.VIEW)
    scope = HistoryScope(deal)
    found = scope.document(document)
    context = _context(request, deal, scope, found)
    if request.method == "POST":
        context |= _xero_history(found)
    return render_page(request, "xero_integration/history/document.html", context)


def _context(
    request: HttpRequest, deal: OpenDeal, scope: HistoryScope, document: Document
) -> dict[str, Any]:
    number = max(whole_number(request.GET.get("page", "")), 1)
    address = [deal.ref.source, deal.ref.pk]
    (shown,) = with_organisation(Document.objects.filter(pk=document.pk))
    return {
        "deal": deal,
        "deal_title": deal.source.title_of(deal.obj),
        "deal_url": deal.source.url(request, deal.obj),
        "documents_url": reverse("xero_integration:documents", args=address),
        "document_url": reverse("xero_integration:document", args=[*address, document.pk]),
        "document": document,
        "row": row_of(shown, today=timezone.localdate(), attached=document.pk in scope.own_ids),
        "lines": list(document.lines.all()),
        "settlements": list(document.settlements.order_by("date", "id")),
        "story": story_of(document, deal.ref, page=number),
        "number": number,
        "may_attach": may(request, deal, Permission.CREATE_DOCUMENT),
        "may_ask": document.connection.is_usable,
        **_as_of(request, document),
    }


def _as_of(request: HttpRequest, document: Document) -> dict[str, Any]:
    today = timezone.localdate()
    asked = "as_of" in request.GET
    form = AsOfForm(
        request.GET if asked else None, auto_id="xi-document-%s", initial={"as_of": today}
    )
    day: dt.date | None = form.cleaned_data["as_of"] if asked and form.is_valid() else None
    return {
        "as_of_form": form,
        "as_of": day,
        "belief": belief_on(document, day) if day else None,
    }


def _xero_history(document: Document) -> dict[str, Any]:
    notes = document.kind == DocumentKind.ACCRECCREDIT
    endpoint = "CreditNotes" if notes else "Invoices"
    try:
        records: list[HistoryRecord] = ask(
            document.connection, lambda client: client.history.of(endpoint, document.xero_id)
        )
    except XeroIntegrationError as error:
        return {"history_error": translated(error)}
    return {"history": records}
