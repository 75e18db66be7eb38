"""The page that finds documents in Xero which were made there, and imports them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ..access.doors import OpenDeal, guarded, open_deal
from ..access.permissions import Permission
from ..exceptions import XeroIntegrationError
from ..pages import redirect, render_page, translated
from .history_import import search, take
from .history_import_forms import ImportSearchForm, ticked
from .history_scope import HistoryScope

PAGE = "xero_integration/history/import.html"


@guarded
@require_http_methods(["GET", "POST"])
def documents_import(request: HttpRequest, source: str, pk: str) -> HttpResponse:
    """A search costs a call to Xero, so it is a POST: nothing asks by following a link."""
    deal = open_deal(request, source, pk, Permission.CREATE_DOCUMENT)
    scope = HistoryScope(deal)
    form = ImportSearchForm(scope, request.POST if request.method == "POST" else None)
    context = _context(request, deal, form)
    if request.method == "GET" or not form.is_valid():
        status = 422 if form.errors else 200
        return render_page(request, PAGE, context, status=status)
    try:
        if request.POST.get("action") in {"import", "attach"}:
            return _imported(request, deal, form) or _searched(request, deal, context)
        return _searched(request, deal, context)
    except XeroIntegrationError as error:
        return render_page(request, PAGE, {**context, "failure": translated(error)}, status=503)


def _searched(request: HttpRequest, deal: OpenDeal, context: dict[str, Any]) -> HttpResponse:
    answer = search(context["form"].wanted(), deal)
    return render_page(request, PAGE, {**context, "answer": answer})


def _imported(request: HttpRequest, deal: OpenDeal, form: ImportSearchForm) -> HttpResponse | None:
    """None when nothing was ticked: then the search is shown again."""
    chosen = ticked(request.POST.getlist("xero_id"))
    if not chosen:
        return None
    attaching = request.POST["action"] == "attach"
    new = take(form.wanted(), chosen, deal, attaching=attaching)
    messages.success(request, _sentence(len(new), attaching), fail_silently=True)
    address = [deal.ref.source, deal.ref.pk]
    return redirect(request, reverse("xero_integration:documents", args=address))


def _sentence(count: int, attaching: bool) -> str:
    imported = ngettext(
        "%(count)s document was imported.", "%(count)s documents were imported.", count
    ) % {"count": count}
    if attaching:
        attached = _("What you ticked is attached to this deal.")
        return f"{imported} {attached}"
    return imported


def _context(request: HttpRequest, deal: OpenDeal, form: ImportSearchForm) -> dict[str, Any]:
    address = [deal.ref.source, deal.ref.pk]
    return {
        "deal": deal,
        "deal_title": deal.source.title_of(deal.obj),
        "deal_url": deal.source.url(request, deal.obj),
        "documents_url": reverse("xero_integration:documents", args=address),
        "import_url": reverse("xero_integration:documents_import", args=address),
        "form": form,
        "ticked": ticked(request.POST.getlist("xero_id")),
    }
