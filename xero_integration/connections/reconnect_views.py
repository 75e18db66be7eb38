"""The page behind the link in the mail that tells of a lost connection.

The link leads to the right place but opens nothing by itself: who holds it has to be signed in
and to be allowed to connect, as on every other page. Xero's page lets people choose any
organisation, so a link alone, forwarded or found, must not be enough.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..access.doors import Visitor, guarded
from ..pages import redirect, render_page
from . import pages, reconnect_links, services
from .models import ReconnectLink


@login_not_required
@never_cache
def reconnect_by_link(_request: HttpRequest, token: str) -> HttpResponse:
    """Lead to the page, whose address lacks the token: no log, ``Referer`` or sign-in page has it.

    As Django's own password reset does. Any method will do, as a refusal would be logged.
    """
    link = reconnect_links.named(token)
    if link is None:
        raise Http404("No such link")
    return HttpResponseRedirect(reverse("xero_integration:reconnect", args=[link.pk]))


@require_http_methods(["GET", "POST"])
@guarded
def reconnect(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Say which organisation it is about; the press goes to Xero, once.

    Opening it uses nothing up, since scanners of mails open links too.
    """
    visitor = pages.visitor_of(request)
    link = reconnect_links.find(visitor.tenant, link_id)
    if link is None:
        raise Http404("No such link for this caller")
    if not reconnect_links.leads_back(link):
        return _over(request, link)
    if request.method == "GET":
        template = "xero_integration/connections/reconnect_by_link.html"
        return render_page(request, template, {"connection": link.connection})
    url = _start(request, visitor, link)
    return redirect(request, url) if url else _over(request, link)


def _start(request: HttpRequest, visitor: Visitor, link: ReconnectLink) -> str:
    """Xero's address for the one press that used the link up, else ""."""
    with transaction.atomic():
        if not reconnect_links.use(link):
            return ""
        return services.start_connect(
            visitor.actor,
            visitor.tenant,
            redirect_uri=pages.callback_url(request),
            next_url=reverse("xero_integration:connection", args=[link.connection_id]),
        )


def _over(request: HttpRequest, link: ReconnectLink) -> HttpResponse:
    context = {"connection": link.connection, "row": pages.Row(link.connection)}
    template = "xero_integration/connections/reconnect_over.html"
    return render_page(request, template, context, status=410)
