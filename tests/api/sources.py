"""The host's own source, for callers of whom something is different today."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.module_loading import import_string

from xero_integration.access.actors import Actor
from xero_integration.host import InvoiceSource

# Which class it is, only the settings of the host under test say; mypy wants a name.
HOSTS_OWN: type[InvoiceSource] = import_string(settings.XERO_INTEGRATION["SOURCES"]["deal"])


class TakenOff(HOSTS_OWN):  # type: ignore[misc, valid-type]
    """No caller sees any deal."""

    def objects(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().objects(request)
        return rows.none()


class OneActorForAll(HOSTS_OWN):  # type: ignore[misc, valid-type]
    """All programs act as one; which company they are of, their requests say."""

    def actor(self, request: HttpRequest) -> Actor:
        return Actor("crm.api:1", "Our API")

    def allows(self, request: HttpRequest, action: str, obj: Any | None) -> bool:
        return True

    def tenant(self, request: HttpRequest, obj: Any | None) -> str:
        return request.headers.get("X-Company") or str(super().tenant(request, obj))
