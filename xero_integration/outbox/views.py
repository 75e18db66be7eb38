"""The activity page: every operation of the caller's organisations, and the story of each."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..access.doors import enter, guarded, may_enter
from ..access.permissions import Permission
from ..pages import redirect, render_page
from .activity import page_of
from .activity_story import story_of
from .forms import ActivityForm
from .models import Operation
from .pressing import find, find_to_act, give_up, retry_now


@require_safe
@guarded
def activity(request: HttpRequest) -> HttpResponse:
    visitor = enter(request, Permission.VIEW_LOG)
    form = ActivityForm(request.GET, tenant=visitor.tenant)
    asked = form.asked(request.GET.get("page", ""))
    kept = {name: value for name, value in request.GET.items() if name != "page" and value}
    may_manage = may_enter(request, Permission.MANAGE_CONNECTION)
    context = {
        "form": form,
        "may_manage": may_manage,
        "connection": asked.connection if may_manage else None,
        "page": page_of(request, visitor.tenant, asked),
        "is_filtered": bool(kept),
        "older_query": urlencode({**kept, "page": asked.page + 1}),
        "newer_query": urlencode({**kept, "page": asked.page - 1}),
    }
    return render_page(request, "xero_integration/activity/activity.html", context)


@require_safe
@guarded
def operation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = find(enter(request, Permission.VIEW_LOG), pk)
    context = {"story": story_of(request, found)}
    return render_page(request, "xero_integration/activity/operation.html", context)


@require_POST
@guarded
def retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send it now and show what came of it; the page waits for Xero as the form does."""
    visitor = enter(request, Permission.VIEW_LOG)
    found = find_to_act(request, visitor, pk)
    retry_now(found, actor=visitor.actor)
    return _back_to(request, found)


@require_POST
@guarded
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    visitor = enter(request, Permission.VIEW_LOG)
    found = find_to_act(request, visitor, pk)
    give_up(found, actor=visitor.actor)
    messages.success(request, _("It is given up and will not be sent."), fail_silently=True)
    return _back_to(request, found)


def _back_to(request: HttpRequest, found: Operation) -> HttpResponse:
    return redirect(request, reverse("xero_integration:operation", args=[found.pk]))
