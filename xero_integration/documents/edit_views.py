"""The form that changes an invoice in Xero."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from ..access.doors import guarded
from ..pages import is_htmx, render_page, wants_json
from .action_page import in_the_way
from .edit_purpose import WORDS
from .edit_session import OpenDocument, open_document, open_edit_form
from .matrix import Action, Verdict
from .views import already_sent, work_on

NOT_NOW = "xero_integration/documents/edit_not_now.html"


@guarded
@require_http_methods(["GET", "POST"])
def document_edit(request: HttpRequest, source: str, pk: str, document: UUID) -> HttpResponse:
    """As the form of a new invoice: every POST first keeps what was typed, then acts."""
    opened = open_document(request, source, pk, document, Action.EDIT)
    session = open_edit_form(opened)
    if session is None:
        return already_sent(request, opened.deal_url, WORDS)
    if isinstance(session, Verdict):
        return not_now(opened, session)
    return work_on(session)


def not_now(opened: OpenDocument, verdict: Verdict) -> HttpResponse:
    request, document = opened.request, opened.document
    if wants_json(request):
        return JsonResponse({"code": verdict.code, "message": verdict.message}, status=409)
    context = {
        "document": document,
        "deal_url": opened.deal_url,
        "verdict": verdict,
        "settlements": in_the_way(document) if verdict.code == "settled" else [],
    }
    return render_page(request, NOT_NOW, context, status=200 if is_htmx(request) else 409)
