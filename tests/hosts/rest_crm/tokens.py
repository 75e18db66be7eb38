"""Callers show a signed token in each request; there are no sessions and no cookies."""

from __future__ import annotations

from collections.abc import Callable

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from .models import Member
from .scope import current_workspace

DAY = 86400
Answer = Callable[[HttpRequest], HttpResponse]


def token_of(member: Member) -> str:
    return TimestampSigner().sign(str(member.pk))


def caller_of(request: HttpRequest) -> Member | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        key = TimestampSigner().unsign(token, max_age=DAY)
    except BadSignature:
        return None
    return Member.objects.filter(pk=key).first() if kind == "Bearer" else None


def know_the_caller(get_response: Answer) -> Answer:
    """Middleware: who calls stands at ``request.caller``, and the managers see their workspace."""

    def answer(request: HttpRequest) -> HttpResponse:
        caller = caller_of(request)
        setattr(request, "caller", caller)  # noqa: B010 - a request has no such attribute for mypy
        kept = current_workspace.set(caller.workspace_id if caller else None)
        try:
            return get_response(request)
        finally:
            current_workspace.reset(kept)

    return answer


class ByToken(BaseAuthentication):
    """The same for the views of Django REST framework."""

    def authenticate(self, request: Request) -> tuple[Member, None] | None:
        caller = caller_of(request._request)
        return (caller, None) if caller else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
