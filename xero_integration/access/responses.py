"""Turns what a door or a service raised into the right answer: page, fragment, JSON, redirect."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ..conf import conf
from ..exceptions import (
    ConfigurationError,
    ConnectionUnavailable,
    HostDataError,
    NotAllowed,
    Refused,
    SignInRequired,
    UnknownSource,
    WeakSignIn,
    XeroIntegrationError,
)
from ..pages import error_response, is_htmx, redirect, safe_next, wants_json

View = Callable[..., HttpResponseBase]

STATUS_OF: tuple[tuple[type[XeroIntegrationError], int], ...] = (
    (SignInRequired, 401),
    (NotAllowed, 403),
    (ConfigurationError, 500),
    (HostDataError, 422),
    (ConnectionUnavailable, 409),
    (Refused, 422),
)


def guarded(view: View) -> View:
    """Wrap every view of the app: never cached, never framed by another site, errors answered.

    Outside ``ATOMIC_REQUESTS``: services open their own transactions, because no call to Xero
    may run inside one (R1).
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return _not_framed(request, view(request, *args, **kwargs))
        except UnknownSource as error:
            raise Http404(str(error)) from error
        except XeroIntegrationError as error:
            return _not_framed(request, answer(request, error))

    return transaction.non_atomic_requests(never_cache(wrapper))


def _not_framed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """As ``X_FRAME_OPTIONS`` says, also where the host left Django's middleware out."""
    shown = cast("HttpResponse", response)  # it sets a header, which every answer has
    return XFrameOptionsMiddleware(lambda _request: shown).process_response(request, shown)


def answer(request: HttpRequest, error: XeroIntegrationError) -> HttpResponse:
    if isinstance(error, SignInRequired) and not wants_json(request):
        return _to_sign_in(request)
    if isinstance(error, WeakSignIn):
        return error_response(
            request,
            error,
            status=403,
            link_url=strong_sign_in_url(),
            link_label=_("Set up a strong sign-in"),
        )
    return error_response(request, error, status=status_of(error))


def status_of(error: XeroIntegrationError) -> int:
    """The HTTP status that says what kind of error this is."""
    known = (status for kind, status in STATUS_OF if isinstance(error, kind))
    return next(known, 503 if error.retryable else 409)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """People come back to the page they were on; a fragment or a POST is not a page."""
    if request.method == "GET" and not is_htmx(request):
        target = request.get_full_path()
    else:
        target = safe_next(request) or _page_before(request) or "/"
    return redirect(request, redirect_to_login(target, resolve_url(conf.LOGIN_URL)).url)


def _page_before(request: HttpRequest) -> str:
    """Path of the page that the request came from, "" when it is not one of this site."""
    said = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    try:
        page = urlsplit(said)
    except ValueError:
        return ""
    path = page._replace(scheme="", netloc="").geturl()
    is_ours = page.netloc == request.get_host()
    return path if is_ours and url_has_allowed_host_and_scheme(path, None) else ""


def strong_sign_in_url() -> str:
    """Where a person sets up a strong sign-in; "" when the host has no such page."""
    try:
        return resolve_url(conf.STRONG_SIGN_IN_URL)
    except NoReverseMatch:
        return ""
