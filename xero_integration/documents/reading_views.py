"""What people fetch from Xero without changing anything: the PDF, the customer's link, news."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..access.doors import OpenDeal, guarded, open_deal
from ..access.permissions import Permission
from ..exceptions import XeroIntegrationError
from ..pages import is_htmx, redirect_back, render_page, translated, wants_json
from .action_views import shown_panel
from .confirming import confirm_page
from .deal_refresh import allowed_again_at, refresh
from .history_asking import ask
from .matrix import Action
from .panel import panel_for
from .panel_context import panel_json
from .pdf import pdf_answer
from .reading import readable
from .verdicts import rights_of


@guarded
@require_GET
def document_pdf(request: HttpRequest, source: str, pk: str, document: UUID) -> HttpResponseBase:
    _deal, found = readable(request, source, pk, document, Action.PDF)
    return pdf_answer(found)


@guarded
@require_GET
def document_online(request: HttpRequest, source: str, pk: str, document: UUID) -> HttpResponse:
    """Whoever has the link sees the invoice, so it is fetched when asked for and not kept."""
    deal, found = readable(request, source, pk, document, Action.ONLINE_LINK)
    address = ask(found.connection, lambda client: client.invoices.online_url(found.xero_id))
    if wants_json(request):
        return JsonResponse({"url": address})
    context = {
        "document": found,
        "address": address,
        "deal_url": deal.source.url(request, deal.obj) or "/",
    }
    return render_page(request, "xero_integration/documents/online.html", context)


@guarded
@require_http_methods(["GET", "POST"])
def deal_refresh(request: HttpRequest, source: str, pk: str) -> HttpResponse:
    """Only the POST asks Xero."""
    deal = open_deal(request, source, pk, Permission.VIEW)
    if request.method == "GET":
        return confirm_page(
            request,
            deal,
            title=_("Ask Xero for news?"),
            text=_("The invoices of this deal are brought up to date. Nothing changes in Xero."),
            button=_("Ask Xero"),
        )
    try:
        asked, notice = refresh(deal), ""
    except XeroIntegrationError as error:
        if wants_json(request):
            raise
        asked, notice = False, translated(error)
    else:
        notice = "" if asked else _too_soon(deal)
    if wants_json(request):
        return _told(request, deal, asked)
    if is_htmx(request):
        return shown_panel(request, deal, notice=notice)
    if notice:
        messages.warning(request, notice, fail_silently=True)
    return redirect_back(request, deal.source.url(request, deal.obj))


def _too_soon(deal: OpenDeal) -> str:
    again = allowed_again_at(deal.ref) or timezone.now()
    sentence = _("Xero was asked a moment ago. You can ask again at %(time)s.")
    return sentence % {"time": time_format(timezone.localtime(again), "H:i:s")}


def _told(request: HttpRequest, deal: OpenDeal, asked: bool) -> JsonResponse:
    again = allowed_again_at(deal.ref)
    body = panel_json(panel_for(deal, rights_of(request, deal)))
    body["refresh_allowed_at"] = again.isoformat() if again else None
    return JsonResponse(body, status=200 if asked else 429)
