"""Django's CSRF check for views that programs with a token call as well.

Browsers attach session cookies by themselves, programs with a token have none: the check
is made exactly when a session cookie came along (host contract, row 16).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware


def forgery_refusal(request: HttpRequest) -> HttpResponseBase | None:
    """The 403 for a request that some other site made a browser send, else None."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    check = CsrfViewMiddleware(_answer)
    check.process_request(request)
    refusal: HttpResponseBase | None = check.process_view(request, _answer, (), {})
    return refusal


def _answer(_request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return HttpResponse()
