"""The settings page "Check-up": what was repaired, what is proposed, and the presses on it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..access.doors import Visitor, enter, guarded
from ..access.permissions import Permission
from ..connections.models import Connection
from ..pages import redirect, render_page
from . import services
from .models import CheckUp, LinkRepair, Proposal, ProposalState
from .wording import proposal_words, repair_words

REPAIRS = 30
PROPOSALS = 50
"""So many are shown, the newest first."""


@require_http_methods(["GET", "POST"])
@guarded
def check_up(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """GET shows what the last check-up found; POST asks a worker for another."""
    _visitor, connection = _enter(request, connection_id)
    if request.method == "POST":
        services.ask_for_check(connection)
        return redirect(request, _page_url(connection))
    proposals = Proposal.objects.filter(connection=connection)
    waiting = proposals.filter(state=ProposalState.OPEN).order_by("-found_at", "-pk")
    repairs = LinkRepair.objects.filter(connection=connection).order_by("-pk")
    context = {
        "connection": connection,
        "last": CheckUp.objects.filter(connection=connection).first(),
        "proposals": [proposal_words(row) for row in waiting[:PROPOSALS]],
        "waiting_count": waiting.count(),
        "dismissed_count": proposals.filter(state=ProposalState.DISMISSED).count(),
        "repairs": [repair_words(row) for row in repairs[:REPAIRS]],
        "check_up_url": _page_url(connection),
    }
    return render_page(request, "xero_integration/upkeep/check_up.html", context)


@require_POST
@guarded
def decide(request: HttpRequest, connection_id: uuid.UUID, proposal_id: int) -> HttpResponse:
    """One press: take what is proposed, or leave it as it is."""
    visitor, connection = _enter(request, connection_id)
    mine = Proposal.objects.filter(connection=connection).select_related("connection")
    proposal = get_object_or_404(mine, pk=proposal_id)
    seen = request.POST.get("seen", "")
    if request.POST.get("action") == "dismiss":
        services.dismiss(proposal, seen=seen, actor=visitor.actor)
        said = _("Left as it is. It is proposed again when something changes about it.")
    else:
        services.accept(proposal, seen=seen, actor=visitor.actor)
        said = _("Done. New invoices use it from now on.")
    messages.success(request, said, fail_silently=True)
    return redirect(request, _page_url(connection))


def _enter(request: HttpRequest, connection_id: uuid.UUID) -> tuple[Visitor, Connection]:
    visitor = enter(request, Permission.MANAGE_MAPPING)
    mine = Connection.objects.of_tenant(visitor.tenant).connected()
    return visitor, get_object_or_404(mine, pk=connection_id)


def _page_url(connection: Connection) -> str:
    return reverse("xero_integration:check_up", args=[connection.pk])
