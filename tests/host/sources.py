"""Sources that the settings of a test name by their dotted paths."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from xero_integration.host import InvoiceSource


class GroupSource(InvoiceSource):
    """Any model can be invoiced; both test hosts have this one."""

    model = "auth.Group"
    title = "name"


class DefaultDeals(InvoiceSource):
    """The deal of the plain host with no decision overridden."""

    model = "plain.Deal"
    party = "company|person"
    name = "name|full_name"


class TokenSource(GroupSource):
    """A host without sessions: the caller is in a header."""

    def actor(self, request: HttpRequest) -> Any | None:
        return request.headers.get("X-Caller") or None

    def allows(self, request: HttpRequest, action: str, obj: Any | None) -> bool:
        return request.headers.get("X-Caller") == "robot" and action == "view"


class NotASource:
    """Named by mistake."""
