"""All documents of a deal's customer: the page, its CSV, and attaching or detaching one."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access.doors import OpenDeal, guarded, may, open_deal
from ..access.permissions import Permission
from ..pages import redirect, redirect_back, render_page, safe_next
from .confirming import confirm_page
from .history_attaching import attach, detach
from .history_csv import CHUNK, csv_lines
from .history_page import documents_page, filter_form, filtered
from .history_scope import HistoryScope


@guarded
@require_GET
def documents(request: HttpRequest, source: str, pk: str) -> HttpResponse:
    deal = open_deal(request, source, pk, Permission.VIEW)
    scope = HistoryScope(deal)
    address = [deal.ref.source, deal.ref.pk]
    context = {
        "deal": deal,
        "deal_title": deal.source.title_of(deal.obj),
        "deal_url": deal.source.url(request, deal.obj),
        "scope": scope,
        "page": documents_page(scope, request.GET),
        "may_attach": may(request, deal, Permission.CREATE_DOCUMENT),
        "documents_url": reverse("xero_integration:documents", args=address),
        "csv_url": reverse("xero_integration:documents_csv", args=address),
        "import_url": reverse("xero_integration:documents_import", args=address),
    }
    return render_page(request, "xero_integration/history/documents.html", context)


@guarded
@require_GET
def documents_csv(request: HttpRequest, source: str, pk: str) -> HttpResponseBase:
    """Streamed: a customer of many years is no larger in memory than one of today."""
    deal = open_deal(request, source, pk, Permission.VIEW)
    scope = HistoryScope(deal)
    form = filter_form(scope, request.GET)
    chosen = filtered(scope, form, today=timezone.localdate())
    if form.errors:
        return redirect(request, f"{_list_url(deal)}?{request.GET.urlencode()}")
    rows = chosen.select_related("connection").newest_first().iterator(chunk_size=CHUNK)
    return StreamingHttpResponse(
        csv_lines(rows, scope.own_ids),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="xero-documents.csv"'},
    )


@guarded
@require_POST
def attach_document(request: HttpRequest, source: str, pk: str, document: UUID) -> HttpResponse:
    deal = open_deal(request, source, pk, Permission.CREATE_DOCUMENT)
    attach(deal, HistoryScope(deal).attachable(document))
    return redirect_back(request, _list_url(deal))


@guarded
@require_http_methods(["GET", "POST"])
def detach_document(request: HttpRequest, source: str, pk: str, document: UUID) -> HttpResponse:
    """Leads to the list, which offers to undo it, unless the caller names another page."""
    deal = open_deal(request, source, pk, Permission.CREATE_DOCUMENT)
    found = HistoryScope(deal).document(document)
    if request.method == "GET":
        return confirm_page(
            request,
            deal,
            title=_("Detach %(document)s?")
            % {"document": found.number or found.get_kind_display()},
            text=_("It leaves this deal only, and can be attached again. Nothing changes in Xero."),
            button=_("Detach"),
        )
    detach(deal, found)
    undo = f"{_list_url(deal)}?{urlencode({'detached': str(found.pk)})}"
    return redirect(request, safe_next(request) or undo)


def _list_url(deal: OpenDeal) -> str:
    return reverse("xero_integration:documents", args=[deal.ref.source, deal.ref.pk])
