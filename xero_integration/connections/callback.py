"""Where Xero sends people back to, and where a single-page app posts what Xero gave it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..access.doors import Visitor, guarded
from ..client.hidden import Hidden
from ..exceptions import ConnectFailed, NotAllowed, SignInRequired, XeroError
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
    values = _values(request)
    visitor = _visitor(request)
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


def _visitor(request: HttpRequest) -> Visitor:
    """The caller. Who has to sign in first comes back to this address, so it keeps the code."""
    try:
        visitor = pages.visitor_of(request)
    except SignInRequired:
        raise
    except NotAllowed:
        _forget_address(request)
        raise
    _forget_address(request)
    return visitor


def _forget_address(request: HttpRequest) -> None:
    """From here on, what writes the request down (logs, error mails, layouts) has no code."""
    request.META["QUERY_STRING"] = ""
    request.GET = QueryDict()


def _values(request: HttpRequest) -> dict[str, Hidden]:
    sent: Any
    if request.method == "GET":
        sent = request.GET.dict()
    elif request.content_type != "application/json":
        sent = request.POST.dict()
    else:
        sent = _json(request)
    pairs = sent.items() if isinstance(sent, dict) else ()
    return {name: Hidden(value) for name, value in pairs if isinstance(value, str)}


def _json(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
