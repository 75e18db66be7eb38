"""Copying an invoice to a new draft of the deal, with or without voiding it first."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access.doors import guarded
from ..outbox.models import Operation, OperationState
from ..pages import is_htmx, redirect, render_page, translated, wants_json
from .actions import ActionRefused, act
from .edit_copy import begin_copy, copied_values
from .edit_copy_page import END, ENDED, CopyPage
from .edit_session import open_document
from .matrix import Action

TEMPLATE = "xero_integration/documents/copy.html"


@guarded
@require_http_methods(["GET", "POST"])
def document_copy(request: HttpRequest, source: str, pk: str, document: UUID) -> HttpResponse:
    """GET asks; POST ends the invoice if that is wanted, and begins the copy once it has ended."""
    page = CopyPage(open_document(request, source, pk, document, Action.COPY))
    if request.method == "GET":
        return render_page(request, TEMPLATE, page.context())
    problem = _in_the_way(page)
    if problem:
        return _again(page, 409, problem=problem, code="not_now")
    return _end_and_copy(page) if request.POST.get("how") == END else _copy(page)


def _in_the_way(page: CopyPage) -> str:
    """Checked before anything is voided."""
    if not page.verdict.allowed:
        return page.verdict.message
    if page.is_sending:
        return _("An invoice of this deal is on its way to Xero. Wait until it has arrived.")
    if page.unfinished and not page.opened.request.POST.get("replace"):
        return _("Tick the box if the copy should replace the unfinished invoice of this deal.")
    return ""


def _copy(page: CopyPage) -> HttpResponse:
    opened = page.opened
    begin_copy(opened.deal, opened.document, copied_values(opened.deal, opened.document))
    return redirect(opened.request, page.form_url)


def _end_and_copy(page: CopyPage) -> HttpResponse:
    """Everything that can fail here is done before the call to Xero."""
    opened, ending = page.opened, page.ending
    if ending is None:
        return _copy(page)
    values = copied_values(opened.deal, opened.document)
    seen = opened.request.POST.get("seen", "")[:60]
    try:
        operation = act(
            opened.document, ending, actor=opened.deal.actor, rights=opened.rights, seen=seen
        )
    except ActionRefused as error:
        return _again(page, 409, problem=translated(error), code=error.code)
    if operation.state == OperationState.REFUSED:
        return _again(page, 422, refused=operation, code=operation.error_code)
    if operation.state != OperationState.DONE:
        told = _(
            "It is on its way. Xero has not confirmed it yet: once it has, choose “Copy to a new "
            "invoice” in the menu of %(document)s."
        )
        messages.info(opened.request, told % {"document": page.name}, fail_silently=True)
        return redirect(opened.request, opened.deal_url)
    begin_copy(opened.deal, opened.document, values)
    told = str(ENDED[ending]) % {"document": page.name}
    messages.success(opened.request, told, fail_silently=True)
    return redirect(opened.request, page.form_url)


def _again(
    page: CopyPage,
    status: int,
    *,
    code: str,
    problem: str = "",
    refused: Operation | None = None,
) -> HttpResponse:
    """The page with its reason; htmx swaps nothing on an error status."""
    request = page.opened.request
    if wants_json(request):
        text = refused.error_message if refused else problem
        return JsonResponse({"code": code, "message": text}, status=status)
    context = page.context(problem=problem, refused=refused)
    return render_page(request, TEMPLATE, context, status=200 if is_htmx(request) else status)
