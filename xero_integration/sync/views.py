"""The sync health page and the same for machines, of the caller's own organisations."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..access.doors import Visitor, enter, guarded, may_enter
from ..access.permissions import Permission
from ..pages import render_page
from ..work import services as work
from .health_chart import chart_of
from .health_json import as_json
from .health_scope import Scope, health_within, scope_of
from .health_words import LABELS, TONES, app_words, words_of


@require_safe
@never_cache
@guarded
def sync_health(request: HttpRequest) -> HttpResponse:
    """All organisations, or the one of ``?connection=`` with the rail of its settings."""
    scope = _scope(request, enter(request, Permission.VIEW_LOG))
    health = health_within(scope)
    works = work.open_works(scope.connections)
    may_manage = may_enter(request, Permission.MANAGE_CONNECTION)
    context: dict[str, Any] = {
        "health": health,
        "app_tone": TONES[health.app.level],
        "app_label": LABELS[health.app.level],
        "app_facts": app_words(health.app),
        "cards": [
            {
                "health": each,
                "words": words_of(each),
                "chart": chart_of(each.facts.hours),
                "works": works.get(each.facts.id, ()),
            }
            for each in health.connections
        ],
        "connection": scope.chosen if may_manage else None,
        "may_manage": may_manage,
    }
    return render_page(request, "xero_integration/sync/health.html", context)


@require_safe
@never_cache
@guarded
def sync_health_json(request: HttpRequest) -> HttpResponse:
    scope = _scope(request, enter(request, Permission.VIEW_LOG))
    return JsonResponse(as_json(health_within(scope)))


def _scope(request: HttpRequest, visitor: Visitor) -> Scope:
    asked: uuid.UUID | None = None
    with suppress(ValueError):  # what is no id asks for all
        asked = uuid.UUID(request.GET.get("connection", ""))
    return scope_of(visitor.tenant, asked)
