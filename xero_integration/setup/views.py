"""The wizard of the first set-up: one page per step, each a form that works without JavaScript."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ..access.doors import enter, guarded
from ..access.permissions import Permission
from ..connections import services as connections
from ..connections.models import Connection, ConnectionState
from ..pages import redirect, render_page
from . import services
from .models import Step
from .pages import Wizard, context_of, tested_deal

TEMPLATE = "xero_integration/setup/setup.html"


@require_http_methods(["GET", "POST"])
@guarded
def setup(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """GET shows a step; POST does what its button says and keeps where to go on."""
    wizard = _open(request, connection_id)
    if wizard.connection.state == ConnectionState.DISCONNECTED:
        return redirect(
            request, reverse("xero_integration:connection", args=[wizard.connection.pk])
        )
    if request.method == "POST":
        return redirect(request, wizard.url_of(_act(wizard, request.POST.get("action", ""))))
    return render_page(request, TEMPLATE, context_of(wizard))


def _open(request: HttpRequest, connection_id: uuid.UUID) -> Wizard:
    visitor = enter(request, Permission.MANAGE_CONNECTION)
    ours = Connection.objects.of_tenant(visitor.tenant).select_related("grant")
    connection = get_object_or_404(ours, pk=connection_id)
    return Wizard(
        request=request,
        visitor=visitor,
        connection=connection,
        setup=services.of(connection),
        others=list(ours.exclude(pk=connection.pk).oldest_first()),
        has_settings=services.has_settings(connection),
    )


def _act(wizard: Wizard, action: str) -> Step:
    """The step to go on with."""
    acts = {
        "choose": _choose,
        "accept": _accept,
        "tested": _tested,
        "switch_on": _switch_on,
    }
    act = acts.get(action)
    return act(wizard) if act else wizard.step


def _choose(wizard: Wizard) -> Step:
    offered = {str(each.pk): each for each in [wizard.connection, *wizard.others]}
    chosen = offered.get(wizard.request.POST.get("organisation", ""))
    if chosen is not None and chosen.state != ConnectionState.DISCONNECTED:
        connections.prefer(chosen)
    return _kept(wizard, Step.SETTINGS)


def _accept(wizard: Wizard) -> Step:
    enter(wizard.request, Permission.MANAGE_MAPPING)
    _take_terms(wizard)
    services.accept_standard(wizard.connection, actor=wizard.visitor.actor)
    return _kept(wizard, Step.TEST)


def _tested(wizard: Wizard) -> Step:
    return _kept(wizard, Step.TEST, deal=_deal_key(wizard))


def _deal_key(wizard: Wizard) -> str:
    subject = tested_deal(wizard)
    return subject[0].ref(subject[1]).key if subject else ""


def _switch_on(wizard: Wizard) -> Step:
    _take_terms(wizard)
    connections.set_writing(wizard.connection, on=True, actor=wizard.visitor.actor)
    wizard.setup.finished_at = timezone.now()
    return _kept(wizard, Step.ON, deal=_deal_key(wizard))


def _take_terms(wizard: Wizard) -> None:
    if "terms" in wizard.request.POST:
        connections.accept_terms(wizard.connection, actor=wizard.visitor.actor)
    if connections.terms_are_due(wizard.connection):
        raise connections.TermsNotAccepted(str(wizard.connection.pk))


def _kept(wizard: Wizard, step: Step, *, deal: str = "") -> Step:
    services.keep(wizard.setup, actor=wizard.visitor.actor, step=step, deal=deal)
    return step
