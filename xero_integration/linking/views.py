"""The settings page "Contacts and products": bulk matching and its review."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..access.actors import Actor
from ..access.doors import enter, guarded
from ..access.permissions import Permission
from ..connections.models import Connection
from ..pages import redirect, render_page
from ..work import services as work
from ..work.models import WorkKind
from . import answering, match_walk
from .match_page import SHOWS, listing, shown, visible
from .models import MatchProposal, MatchSide, MatchVerdict

CHUNK = 500


@require_http_methods(["GET", "POST"])
@never_cache
@guarded
def matching(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """GET lists proposals; POST answers one, takes all that are certain, or looks again."""
    visitor = enter(request, Permission.MANAGE_MAPPING)
    ours = Connection.objects.of_tenant(visitor.tenant).connected()
    connection = get_object_or_404(ours, pk=connection_id)
    if request.method == "POST":
        said = _act(request, connection, visitor.actor)
        return redirect(request, _address(request, connection, said))
    side, show = _asked(request)
    context = {
        "connection": connection,
        "side": side,
        "show": show,
        "list": listing(
            request, connection, side=side, show=show, number=request.GET.get("page", "1")
        ),
        **_said(request.GET.get("said", "")),
        "work": work.progress(connection).get(WorkKind.MATCHING),
        "address": reverse("xero_integration:matching", args=[connection.pk]),
    }
    return render_page(request, "xero_integration/linking/matching.html", context)


def _asked(request: HttpRequest) -> tuple[str, str]:
    typed = request.POST if request.method == "POST" else request.GET
    side, show = typed.get("side", ""), typed.get("show", "")
    return (
        side if side in MatchSide.values else MatchSide.CONTACT.value,
        show if show in SHOWS else MatchVerdict.CERTAIN.value,
    )


def _address(request: HttpRequest, connection: Connection, said: str) -> str:
    side, show = _asked(request)
    page = {"page": request.POST["page"]} if request.POST.get("page", "").isdecimal() else {}
    query = urlencode({"side": side, "show": show, **page, **({"said": said} if said else {})})
    return f"{reverse('xero_integration:matching', args=[connection.pk])}?{query}"


def _said(text: str) -> dict[str, Any]:
    """What became of the press that led here.

    Said by the page itself, because a host's layout need not show messages (P09).
    """
    is_count = text.isascii() and text.isdigit() and len(text) < 8
    return {"said": text, "linked": int(text) if is_count else None}


def _act(request: HttpRequest, connection: Connection, actor: Actor) -> str:
    """Answers what the page says next: how many were linked, ``choose``, or nothing."""
    action, _colon, key = request.POST.get("action", "").partition(":")
    if action == "start":
        match_walk.start(connection, actor=actor)
    elif action == "take":
        return _take_certain(request, connection, actor)
    elif key.isascii() and key.isdigit() and len(key) < 19:
        rows = MatchProposal.objects.filter(connection=connection, pk=int(key))
        for row in visible(request, rows):
            return _answer(request, connection, row, action, actor)
    return ""


def _answer(
    request: HttpRequest, connection: Connection, row: MatchProposal, action: str, actor: Actor
) -> str:
    if action == "skip":
        answering.skip(row, actor=actor)
    elif action == "open":
        answering.open_again(row, actor=actor)
    elif action == "link":
        chosen = request.POST.get(f"choice-{row.pk}", "")
        is_linked = answering.link(connection, row, chosen, actor=actor)
        return "1" if is_linked else "choose"
    return ""


def _take_certain(request: HttpRequest, connection: Connection, actor: Actor) -> str:
    """All that were listed when the page was made; what was found since waits for its reader."""
    listed_at = _moment(request.POST.get("listed_at", ""))
    if listed_at is None:
        return ""
    side = _asked(request)[0]
    rows = shown(connection, side, MatchVerdict.CERTAIN).filter(found_at__lte=listed_at)
    pks = list(rows.order_by("id").values_list("pk", flat=True))
    taken = 0
    for first in range(0, len(pks), CHUNK):
        chunk = visible(request, rows.filter(pk__in=pks[first : first + CHUNK]))
        taken += answering.take_certain(connection, side, chunk, actor=actor)
    return str(taken)


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
