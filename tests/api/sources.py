"""The host's own source, for callers of whom something is different today."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from tests.hosts.own_source import HostsOwn
from xero_integration.access.actors import Actor


class TakenOff(HostsOwn):
    """No caller sees any deal."""

    def objects(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().objects(request)
        return rows.none()


class OneActorForAll(HostsOwn):
    """All programs act as one; which company they are of, their requests say."""

    def actor(self, request: HttpRequest) -> Actor:
        return Actor("crm.api:1", "Our API")

    def allows(self, request: HttpRequest, action: str, obj: Any | None) -> bool:
        return True

    def tenant(self, request: HttpRequest, obj: Any | None) -> str:
        return request.headers.get("X-Company") or str(super().tenant(request, obj))
