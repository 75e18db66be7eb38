"""The deal panel by itself: an HTML fragment for htmx, JSON for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..access.doors import guarded, open_deal
from ..access.permissions import Permission
from ..pages import wants_json
from .panel import panel_for
from .panel_context import panel_context, panel_json


@guarded
@require_GET
def deal_panel(request: HttpRequest, source: str, pk: str) -> HttpResponse:
    deal = open_deal(request, source, pk, Permission.VIEW)
    if wants_json(request):
        return JsonResponse(panel_json(panel_for(deal)))
    context = panel_context(request, deal)
    return render(request, "xero_integration/panel/panel.html", context)
