"""The page that shows how far Xero's lists are copied, and reads them again on request."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from .. import background
from ..access.doors import enter, guarded
from ..access.permissions import Permission
from ..connections.models import Connection
from ..pages import redirect, render_page
from ..work import services as work
from ..work.models import WorkKind
from .holding import held
from .progress import is_usable, progress
from .refreshing import REFRESH_TASK


@require_http_methods(["GET", "POST"])
@guarded
def lists(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """GET shows the progress; POST asks a worker to read what changed."""
    visitor = enter(request, Permission.MANAGE_MAPPING)
    mine = Connection.objects.of_tenant(visitor.tenant).connected()
    connection = get_object_or_404(mine, pk=connection_id)
    if request.method == "POST":
        background.enqueue(REFRESH_TASK, str(connection.pk))
        return redirect(request, reverse("xero_integration:lists", args=[connection.pk]))
    counts = held(connection)
    fill = work.progress(connection).get(WorkKind.FILL)
    is_usable_now = is_usable(connection)
    context = {
        "fill": None if fill and is_usable_now and not fill.is_active else fill,
        "connection": connection,
        "rows": [(row, counts[row.name]) for row in progress(connection)],
        "is_filling": not is_usable_now and not (fill and fill.stands_still),
    }
    return render_page(request, "xero_integration/reference/lists.html", context)
