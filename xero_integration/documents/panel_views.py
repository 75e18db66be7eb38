"""The deal panel by itself: a fragment for htmx, a page for who follows a link, JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..access.doors import guarded, open_deal
from ..access.permissions import Permission
from ..exceptions import SignInRequired
from ..pages import is_htmx, render_page, wants_json
from .panel import panel_for
from .panel_context import panel_context, panel_json
from .verdicts import rights_of

NEWS = "xi:news"
"""The browser's event that the sidebar listens for."""


def panel_fragment(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The fragment; what else on the page tells of these documents hears that there is news."""
    answer = render(request, "xero_integration/panel/panel.html", context)
    answer["HX-Trigger"] = NEWS
    return answer


@guarded
@require_GET
def deal_panel(request: HttpRequest, source: str, pk: str) -> HttpResponse:
    """``state`` names what the page shows already: 204 when nothing differs."""
    try:
        deal = open_deal(request, source, pk, Permission.VIEW)
    except SignInRequired:
        if "state" not in request.GET:
            raise
        return HttpResponse(status=401)  # a look of the page's own must not lead people away
    if wants_json(request):
        return JsonResponse(panel_json(panel_for(deal, rights_of(request, deal))))
    context = panel_context(request, deal)
    if request.GET.get("state") == context["state"]:
        return HttpResponse(status=204)
    if is_htmx(request):
        return panel_fragment(request, context)
    context["deal_title"] = deal.source.title_of(deal.obj)
    return render_page(request, "xero_integration/panel/page.html", context)
