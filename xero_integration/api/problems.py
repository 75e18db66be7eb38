"""Says in JSON what went wrong (RFC 9457), in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.settings import api_settings

from ..access.responses import status_of
from ..exceptions import SignInRequired, Throttled, UnknownSource, XeroIntegrationError
from ..pages import translated

CONTENT_TYPE = "application/problem+json"


class ProblemRenderer(JSONRenderer):
    """For who names the type of our errors in ``Accept`` and no other."""

    media_type = CONTENT_TYPE


CODES: Mapping[type[Exception], str] = {
    exceptions.ParseError: "unreadable",
    exceptions.ValidationError: "invalid",
    exceptions.NotAuthenticated: SignInRequired.code,
    exceptions.AuthenticationFailed: SignInRequired.code,
    exceptions.Throttled: "too_many_requests",
}
"""Codes of ours for the framework's errors; for the others its own code is said."""

TOLD = (
    XeroIntegrationError,
    UnknownSource,
    Http404,
    PermissionDenied,
    RequestDataTooBig,
    exceptions.APIException,
)
"""Errors that have an answer; all others are bugs, and Django's to report."""


def problem(
    code: str,
    message: str,
    status: int,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """``errors`` point at what was sent: ``pointer`` (RFC 6901), ``code``, ``message``."""
    body: dict[str, Any] = {
        "type": f"urn:xero-integration:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": message,
        "code": code,
        **({"errors": list(errors)} if errors else {}),
        **more,
    }
    return Response(body, status=status, content_type=CONTENT_TYPE, headers=dict(headers or {}))


def problem_of(request: HttpRequest, error: Exception) -> Response | None:
    """The answer to an error that has one; None for a bug, which is Django's to report."""
    if isinstance(error, XeroIntegrationError):
        return _of_ours(error)
    if isinstance(error, Http404 | UnknownSource):
        return problem("not_found", _("There is nothing at this address."), 404)
    if isinstance(error, PermissionDenied):
        return _of_framework(exceptions.PermissionDenied())
    if isinstance(error, RequestDataTooBig):
        return problem("too_large", _("What was sent is too large."), 413)
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    return None


def _of_ours(error: XeroIntegrationError) -> Response:
    reasons = [str(each) for each in getattr(error, "messages", ())]
    more: dict[str, Any] = {"reasons": reasons} if reasons else {}
    correlation_id = getattr(error, "correlation_id", "")
    if correlation_id:
        more["correlation_id"] = correlation_id
    wait = error.retry_after if isinstance(error, Throttled) else None
    headers = {"Retry-After": str(wait)} if wait else {}
    return problem(error.code, translated(error), status_of(error), headers=headers, **more)


def _of_framework(error: exceptions.APIException) -> Response:
    codes = error.get_codes()
    code = CODES.get(type(error)) or (codes if isinstance(codes, str) else "invalid")
    errors = list(_pointed("", error.get_full_details())) if isinstance(codes, dict) else []
    message = _("What was sent can't be used as it is.") if errors else _sentence(error)
    headers = {}
    wait = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, ceil(wait)))
    return problem(code, message, error.status_code, errors=errors, headers=headers)


def _sentence(error: exceptions.APIException) -> str:
    detail = error.detail
    return " ".join(map(str, detail)) if isinstance(detail, list) else str(detail)


def _pointed(pointer: str, details: Any) -> Iterator[dict[str, str]]:
    """The leaves of the framework's nested details, each with its place."""
    if isinstance(details, dict) and "message" in details and "code" in details:
        yield {"pointer": pointer, "code": details["code"], "message": str(details["message"])}
    elif isinstance(details, dict):
        for name, inner in details.items():
            place = pointer if name == api_settings.NON_FIELD_ERRORS_KEY else f"{pointer}/{name}"
            yield from _pointed(place, inner)
    else:
        is_list_of_items = any(isinstance(each, dict) and "code" not in each for each in details)
        for index, inner in enumerate(details):
            yield from _pointed(f"{pointer}/{index}" if is_list_of_items else pointer, inner)
