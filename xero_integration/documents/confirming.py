"""The page that asks before something is done, for those who come without a script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from ..access.doors import OpenDeal
from ..pages import render_page, safe_next


def confirm_page(
    request: HttpRequest, deal: OpenDeal, *, title: str, text: str, button: str
) -> HttpResponse:
    """Its button posts to the same address."""
    context = {
        "deal_url": deal.source.url(request, deal.obj) or "/",
        "next": safe_next(request),
        "title": title,
        "text": text,
        "button": button,
    }
    return render_page(request, "xero_integration/documents/confirm.html", context)
