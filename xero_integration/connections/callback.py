"""Where Xero sends people back to, and where a single-page app posts what Xero gave it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..access.doors import guarded
from ..exceptions import ConnectFailed, XeroError
from . import pages, services
from .csrf import forgery_refusal


# Exempt, because a program with a token has no CSRF cookie; browsers are checked below.
@csrf_exempt
@require_http_methods(["GET", "POST"])
@guarded
def callback(request: HttpRequest) -> HttpResponseBase:
    """Finish a sign-in. The state in it is good once, for the actor and tenant it was made for."""
    refusal = forgery_refusal(request) if request.method == "POST" else None
    if refusal is not None:
        return refusal
    visitor = pages.visitor_of(request)
    values = _values(request)
    try:
        result = services.finish_connect(
            visitor.actor,
            visitor.tenant,
            state=values.get("state", ""),
            code=values.get("code", ""),
            error=values.get("error", ""),
        )
    except (ConnectFailed, XeroError) as error:
        return pages.failed(request, error)
    return pages.after(request, result)


def _values(request: HttpRequest) -> dict[str, str]:
    if request.method == "GET":
        return request.GET.dict()
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        sent: Any = json.loads(request.body)
    except ValueError:
        sent = {}
    pairs = sent.items() if isinstance(sent, dict) else ()
    return {name: value for name, value in pairs if isinstance(value, str)}
