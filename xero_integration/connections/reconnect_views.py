"""The page behind the link in the mail that tells of a lost connection.

The link leads to the right place but opens nothing by itself: who holds it has to be signed in
and to be allowed to connect, as on every other page. Xero's page lets people choose any
organisation, so a link alone, forwarded or found, must not be enough.
"""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ..access.doors import Visitor, guarded
from ..pages import redirect, render_page
from . import pages, reconnect_links, services
from .models import ReconnectLink


@require_http_methods(["GET", "POST"])
@guarded
def reconnect_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Say which organisation it is about; the press goes to Xero, once.

    Opening it uses nothing up, since scanners of mails open links too.
    """
    visitor = pages.visitor_of(request)
    link = reconnect_links.find(visitor.tenant, token)
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
