"""The state of long work as a page and as a fragment, and its two buttons."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..access.doors import Visitor, enter, guarded
from ..access.permissions import Permission
from ..connections.models import Connection
from ..pages import is_htmx, redirect, render_page, safe_next
from . import services
from .models import WorkKind

SEEN_BY = {WorkKind.IMPORT: Permission.VIEW_LOG, WorkKind.SWEEP: Permission.VIEW_LOG}
"""Others by who may change the settings; those may steer all of it."""


@require_http_methods(["GET", "POST"])
@never_cache
@guarded
def work(request: HttpRequest, connection_id: uuid.UUID, kind: str) -> HttpResponse:
    """GET shows how far it is, POST asks to ``stop`` or to ``resume``."""
    if kind not in WorkKind.values:
        raise Http404("No such kind of work")
    named = WorkKind(kind)
    steers = request.method == "POST"
    wanted = Permission.MANAGE_MAPPING if steers else SEEN_BY.get(named, Permission.MANAGE_MAPPING)
    visitor = enter(request, wanted)
    ours = Connection.objects.of_tenant(visitor.tenant).connected()
    connection = get_object_or_404(ours, pk=connection_id)
    if steers:
        return _steered(request, visitor, connection, named)
    found = services.progress(connection).get(named)
    if found is None:
        raise Http404("This was never begun")
    is_asked_again = is_htmx(request)
    template = "elements/progress.html" if is_asked_again else "work/work.html"
    context = {
        "connection": connection,
        "work": found,
        "next": safe_next(request),
        # What stands around the fragment is as old as the page.
        "has_ended": is_asked_again and not found.is_active,
    }
    return render_page(request, f"xero_integration/{template}", context)


def _steered(
    request: HttpRequest, visitor: Visitor, connection: Connection, kind: WorkKind
) -> HttpResponse:
    if request.POST.get("action") == "resume":
        services.resume(connection, kind, actor=visitor.actor)
    else:
        services.ask_to_stop(connection, kind)
    page = reverse("xero_integration:work", args=[connection.pk, kind])
    return redirect(request, safe_next(request) or page)
