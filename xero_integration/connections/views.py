"""The page "Invoicing → Xero": connections, connecting, choosing, disconnecting."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access.doors import Visitor, guarded
from ..exceptions import ConnectFailed, XeroError
from ..pages import redirect, render_page, safe_next, wants_json
from . import attempts, choosing, pages, services
from .forms import ChooseForm, ConnectForm, RenameForm
from .models import ConnectAttempt


@require_GET
@guarded
def connections(request: HttpRequest) -> HttpResponse:
    visitor = pages.visitor_of(request)
    return _list_page(request, visitor, ConnectForm(tenant=visitor.tenant))


@require_POST
@guarded
def connect(request: HttpRequest) -> HttpResponse:
    """Go to Xero. A POST, so that no link or image can send a person there."""
    visitor = pages.visitor_of(request)
    form = ConnectForm(request.POST, tenant=visitor.tenant)
    if not form.is_valid():
        return _list_page(request, visitor, form, status=422)
    url = services.start_connect(
        visitor.actor,
        visitor.tenant,
        redirect_uri=pages.callback_url(request),
        next_url=safe_next(request),
        name=form.cleaned_data["name"],
    )
    if wants_json(request):
        return JsonResponse({"authorization_url": url})
    return redirect(request, url)


@require_http_methods(["GET", "POST"])
@guarded
def choose(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    visitor = pages.visitor_of(request)
    try:
        attempt = attempts.choosing(visitor.actor, visitor.tenant, attempt_id=attempt_id)
        return _choose(request, visitor, attempt)
    except (ConnectFailed, XeroError) as error:
        return pages.failed(request, error)


@require_http_methods(["GET", "POST"])
@guarded
def connection(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    visitor = pages.visitor_of(request)
    found = pages.find(visitor, connection_id)
    form = RenameForm(request.POST or None, connection=found)
    if request.method == "POST" and form.is_valid():
        services.rename(found, name=form.cleaned_data["name"])
        messages.success(request, _("The name is saved."), fail_silently=True)
        return redirect(request, reverse("xero_integration:connection", args=[found.pk]))
    context = {
        "row": pages.Row(found),
        "connection": found,
        "form": form,
        "next": safe_next(request),
    }
    return render_page(
        request,
        "xero_integration/connections/connection.html",
        context,
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@guarded
def disconnect(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """A statement of what stays and what goes; then it happens."""
    visitor = pages.visitor_of(request)
    found = pages.find(visitor, connection_id)
    page = reverse("xero_integration:connection", args=[found.pk])
    row = pages.Row(found)
    if request.method == "GET" and not row.is_disconnected:
        context = {"connection": found, "back_url": page}
        return render_page(request, "xero_integration/connections/disconnect.html", context)
    if request.method == "POST":
        services.disconnect(found, actor=visitor.actor)
    return redirect(request, page)


def _list_page(
    request: HttpRequest, visitor: Visitor, form: ConnectForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "rows": pages.rows_of(visitor),
        "form": form,
        "next": safe_next(request),
        "next_query": pages.next_query(request),
        "redirect_uri": pages.redirect_uri_or_empty(request),
    }
    return render_page(
        request, "xero_integration/connections/connections.html", context, status=status
    )


def _choose(request: HttpRequest, visitor: Visitor, attempt: ConnectAttempt) -> HttpResponse:
    if "cancel" in request.POST:
        services.cancel_choice(visitor.actor, visitor.tenant, attempt_id=attempt.pk)
        return redirect(request, reverse("xero_integration:connections"))
    form = ChooseForm(
        request.POST or None,
        tenant=visitor.tenant,
        organisations=choosing.organisations_of(attempt),
    )
    if request.method == "POST" and form.is_valid():
        result = services.choose_organisations(
            visitor.actor, visitor.tenant, attempt_id=attempt.pk, chosen=form.chosen
        )
        return pages.after(request, result)
    return render_page(
        request,
        "xero_integration/connections/choose.html",
        {"form": form},
        status=422 if form.errors else 200,
    )
