"""A host whose tokens allow less than their user may: ``allows`` looks at ``request.auth``."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from tests.hosts.own_source import HostsOwn

PATH = f"{__name__}.ScopedSource"


class ScopedSource(HostsOwn):
    """The deals of the host under test."""

    def allows(self, request: HttpRequest, action: str, obj: Any) -> bool:
        token: Any = getattr(request, "auth", None)
        return (token is None or action in token) and super().allows(request, action, obj)


class ByToken(BaseAuthentication):
    """``Token <key of the user> <what it allows, by commas>``."""

    def authenticate(self, request: Request) -> tuple[Any, frozenset[str]] | None:
        kind, _, rest = request.headers.get("Authorization", "").partition(" ")
        if kind != "Token":
            return None
        key, _, scopes = rest.partition(" ")
        return get_user_model().objects.get(pk=key), frozenset(scopes.split(","))

    def authenticate_header(self, request: Request) -> str:
        return "Token"


def token_of(user: Any, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Token {user.pk} {','.join(scopes)}"}
