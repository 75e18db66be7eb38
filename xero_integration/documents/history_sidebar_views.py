"""The contact sidebar by itself: a fragment for htmx, JSON for programs, and its three acts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access.doors import OpenDeal, guarded, open_deal
from ..access.permissions import Permission
from ..exceptions import XeroIntegrationError
from ..pages import is_htmx, redirect_back, translated, wants_json
from .history_linking import link, unlink
from .history_refresh import refresh
from .history_scope import HistoryScope
from .history_sidebar import sidebar_for
from .history_sidebar_context import sidebar_context, sidebar_json

Notice = dict[str, str]
Act = Callable[[HttpRequest, HistoryScope], Notice]


@guarded
@require_http_methods(["GET", "POST"])
def sidebar(request: HttpRequest, source: str, pk: str) -> HttpResponse:
    if request.method == "GET":
        return _shown(request, open_deal(request, source, pk, Permission.VIEW))
    action = request.POST.get("action", "")
    if action not in ACTS:
        return HttpResponseBadRequest()
    act, permission = ACTS[action]
    deal = open_deal(request, source, pk, permission)
    notice = act(request, HistoryScope(deal))
    if is_htmx(request) or wants_json(request):
        return _shown(request, deal, notice)
    if notice["message"]:
        level = messages.ERROR if notice["tone"] == "danger" else messages.SUCCESS
        messages.add_message(request, level, notice["message"], fail_silently=True)
    return redirect_back(request, deal.source.url(request, deal.obj))


def _shown(request: HttpRequest, deal: OpenDeal, notice: Notice | None = None) -> HttpResponse:
    """Read anew after an act, so that it shows what is so now."""
    scope = HistoryScope(deal)
    if wants_json(request):
        body = sidebar_json(deal, sidebar_for(scope, with_candidates=False))
        note = {"message": notice["message"]} if notice else {}
        return JsonResponse(body | note, status=int(notice["status"]) if notice else 200)
    context = sidebar_context(request, deal, scope=scope, notice=notice)
    return render(request, "xero_integration/history/sidebar.html", context)


def _refresh(request: HttpRequest, scope: HistoryScope) -> Notice:
    usable = [linked for linked in scope.linked if linked.connection.is_usable]
    try:
        asked = [refresh(linked, actor=scope.deal.actor) for linked in usable]
    except XeroIntegrationError as error:
        return _notice(translated(error), tone="danger", status=503 if error.retryable else 409)
    if any(asked) or not usable:
        return _notice("")
    again = [
        each.next_refresh_at
        for each in sidebar_for(scope, with_candidates=False).contacts
        if each.next_refresh_at
    ]
    moment = timezone.localtime(min(again)) if again else timezone.localtime()
    sentence = _("Xero was asked a moment ago. You can ask again at %(time)s.")
    return _notice(sentence % {"time": time_format(moment, "H:i:s")}, status=429)


def _unlink(request: HttpRequest, scope: HistoryScope) -> Notice:
    contact = unlink(scope, _connection(request))
    if contact is None:
        return _notice("")
    sentence = _("%(name)s is no longer linked. The contact in Xero is unchanged.")
    return _notice(sentence % {"name": contact.name}, undo=contact.contact_id)


def _link(request: HttpRequest, scope: HistoryScope) -> Notice:
    name = link(scope, _connection(request), request.POST.get("contact", ""))
    return _notice(_("%(name)s is linked.") % {"name": name})


def _connection(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("connection", ""))
    except ValueError:
        return UUID(int=0)


def _notice(message: str, *, tone: str = "info", status: int = 200, undo: str = "") -> Notice:
    return {"message": message, "tone": tone, "status": str(status), "undo": undo}


ACTS: dict[str, tuple[Act, Permission]] = {
    "refresh": (_refresh, Permission.VIEW),
    "unlink": (_unlink, Permission.CREATE_DOCUMENT),
    "link": (_link, Permission.CREATE_DOCUMENT),
}
