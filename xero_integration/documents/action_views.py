"""The page of an action and its press: a dialog with htmx, a page without, JSON for programs."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ..access.doors import OpenDeal, guarded
from ..outbox.models import Operation, OperationState
from ..pages import is_htmx, redirect_back, render_page, translated, wants_json
from .action_forms import ActionForm
from .action_page import ActionPage, open_action, page_context
from .actions import ActionRefused, act
from .matrix import Action
from .panel_context import dom_id_of, panel_context
from .panel_views import panel_fragment

TEMPLATE = "xero_integration/documents/action.html"

DONE = {
    Action.APPROVE: _("It was approved in Xero."),
    Action.SUBMIT: _("It was submitted for approval in Xero."),
    Action.VOID: _("It was voided in Xero."),
    Action.DELETE: _("It was deleted in Xero."),
    Action.EMAIL: _("Xero has sent the e-mail."),
    Action.NOTE: _("The note is in Xero's history."),
}

ON_ITS_WAY = _("It is on its way. Xero has not confirmed it yet; the panel shows when it does.")


@guarded
@require_http_methods(["GET", "POST"])
def document_action(
    request: HttpRequest, source: str, pk: str, document: UUID, action: str
) -> HttpResponse:
    page = open_action(request, source, pk, document, action)
    form = page.form()
    if request.method == "GET":
        return render_page(request, TEMPLATE, page_context(page, form))
    if not form.is_valid():
        return _again(page, form, status=422)
    typed = form.cleaned_data
    try:
        operation = act(
            page.document,
            page.action,
            actor=page.deal.actor,
            rights=page.rights,
            seen=typed["seen"],
            nonce=typed["nonce"] or uuid4(),
            text=typed.get("text", ""),
            again=typed.get("again", False),
        )
    except ActionRefused as error:
        return _refused(page, form, error)
    return _ended(page, form, operation)


def _refused(page: ActionPage, form: ActionForm, error: ActionRefused) -> HttpResponse:
    """The document does not allow it (any more): nothing was sent."""
    message = translated(error)
    if wants_json(page.request):
        return JsonResponse({"code": error.code, "message": message}, status=409)
    if _from_panel(page):
        return shown_panel(page.request, page.deal, notice=message)
    return _again(page, form, problem=message, status=409)


def _ended(page: ActionPage, form: ActionForm, operation: Operation) -> HttpResponse:
    refused = operation.state == OperationState.REFUSED
    done = operation.state == OperationState.DONE
    if wants_json(page.request):
        return _told(operation, status=422 if refused else 200 if done else 202)
    if _from_panel(page):
        return shown_panel(page.request, page.deal)
    if refused:
        return _again(page, form, refused=operation, status=422)
    message = str(DONE[page.action] if done else ON_ITS_WAY)
    if is_htmx(page.request):
        told = {"xi:done": {"message": message, "url": page.deal_url}}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
    messages.add_message(
        page.request, messages.SUCCESS if done else messages.INFO, message, fail_silently=True
    )
    return redirect_back(page.request, page.deal_url)


def _told(operation: Operation, *, status: int) -> JsonResponse:
    body = {
        "operation": str(operation.pk),
        "state": operation.state,
        "code": operation.error_code,
        "messages": [gettext(line) for line in operation.error_message.splitlines() if line],
    }
    return JsonResponse(body, status=status)


def _again(
    page: ActionPage,
    form: ActionForm,
    *,
    status: int,
    problem: str = "",
    refused: Operation | None = None,
) -> HttpResponse:
    """The page with what was typed; htmx swaps nothing on an error status."""
    if wants_json(page.request):
        return JsonResponse({"code": "invalid", "errors": form.errors}, status=status)
    context = page_context(page, form, problem=problem, refused=refused)
    return render_page(
        page.request, TEMPLATE, context, status=200 if is_htmx(page.request) else status
    )


def _from_panel(page: ActionPage) -> bool:
    """Pressed on the panel itself, which wants itself back."""
    return page.request.headers.get("HX-Target", "") == dom_id_of(page.deal.ref)


def shown_panel(request: HttpRequest, deal: OpenDeal, *, notice: str = "") -> HttpResponse:
    return panel_fragment(request, {**panel_context(request, deal), "notice": notice})
