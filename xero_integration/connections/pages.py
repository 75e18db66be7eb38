"""What the connection pages share: finding a connection, where to go next, what is shown."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from ..access.doors import Visitor, enter
from ..access.permissions import Permission
from ..access.responses import status_of
from ..conf import conf
from ..exceptions import ConfigurationError, EncryptionKeyError, XeroIntegrationError
from ..pages import (
    error_response,
    page_url,
    redirect,
    render_page,
    safe_next,
    translated,
    wants_json,
)
from . import roles, services
from .disconnecting import NOT_TOLD
from .models import Connection, ConnectionState, Grant
from .results import ConnectResult

TONES = {
    ConnectionState.ACTIVE: "success",
    ConnectionState.NEEDS_SIGN_IN: "warning",
    ConnectionState.DISCONNECTED: "muted",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A connection as a page shows it."""

    connection: Connection

    @property
    def tone(self) -> str:
        return TONES[ConnectionState(self.connection.state)]

    @property
    def role(self) -> str:
        return roles.label(self.connection.xero_role)

    @property
    def scopes(self) -> list[str]:
        grant = self._grant_in_use
        return grant.scopes.split() if grant else []

    @property
    def stand_by(self) -> list[Grant]:
        """Other people's sign-ins that take over when the one in use is lost."""
        mine = self.connection.standbys.select_related("grant").order_by("-created_at")
        return [standby.grant for standby in mine]

    @property
    def missing(self) -> list[str]:
        grant = self._grant_in_use
        return services.missing_scopes(grant) if grant else []

    @property
    def xero_not_told(self) -> bool:
        return self.connection.state_reason == NOT_TOLD

    @property
    def is_disconnected(self) -> bool:
        return self.connection.state == ConnectionState.DISCONNECTED

    @property
    def is_unreadable(self) -> bool:
        """The keys in the settings do not open the stored sign-in."""
        grant = self._grant_in_use
        return grant is not None and not grant.token_set.is_readable

    @property
    def unreadable_message(self) -> str:
        return translated(EncryptionKeyError())

    @property
    def terms_are_due(self) -> bool:
        return services.terms_are_due(self.connection)

    @property
    def _grant_in_use(self) -> Grant | None:
        return None if self.is_disconnected else self.connection.grant


def visitor_of(request: HttpRequest) -> Visitor:
    return enter(request, Permission.MANAGE_CONNECTION)


def connections_of(visitor: Visitor) -> QuerySet[Connection]:
    return Connection.objects.of_tenant(visitor.tenant).select_related("grant").oldest_first()


def rows_of(visitor: Visitor) -> list[Row]:
    return [Row(connection) for connection in connections_of(visitor)]


def find(visitor: Visitor, connection_id: uuid.UUID) -> Connection:
    """The tenant's connection, or 404: another tenant's does not exist for this person."""
    mine = Connection.objects.of_tenant(visitor.tenant).select_related("grant")
    return get_object_or_404(mine, pk=connection_id)


def callback_url(request: HttpRequest) -> str:
    """The redirect URI, which has to be registered at Xero in exactly these letters.

    A front end that Xero leads back to by a page of its own needs no callback of ours.
    """
    if conf.REDIRECT_URI:
        return conf.REDIRECT_URI
    try:
        callback = reverse("xero_integration_callback:callback")
    except NoReverseMatch:
        raise ConfigurationError(
            "Nowhere for Xero to lead back to: set REDIRECT_URI, or mount callback_urls."
        ) from None
    return request.build_absolute_uri(callback)


def redirect_uri_or_empty(request: HttpRequest) -> str:
    """For showing what to register; a project that has not mounted the callback shows none."""
    try:
        return callback_url(request)
    except ConfigurationError:
        return ""


def after(request: HttpRequest, result: ConnectResult) -> HttpResponse:
    """Go on to the choice, or to the preferences of what was just connected (P09)."""
    if result.choice is not None:
        target = page_url("choose", result.choice)
    else:
        target = _preferences_url(result)
    if wants_json(request):
        return JsonResponse(_as_json(result, target))
    if result.refused:
        # Not a message for the next page: a host's layout need not show messages.
        context = {"result": result, "refusals": reasons_of(result), "url": target}
        return render_page(request, "xero_integration/connections/partly.html", context)
    return redirect(request, target or "/")


def failed(request: HttpRequest, error: XeroIntegrationError) -> HttpResponse:
    """Say what went wrong, with the way back to where it can be started again."""
    return error_response(
        request,
        error,
        status=status_of(error),
        link_url=page_url("connections"),
        link_label=_("Back to the connections"),
    )


def next_query(request: HttpRequest) -> str:
    target = safe_next(request)
    return f"?{urlencode({'next': target})}" if target else ""


def _preferences_url(result: ConnectResult) -> str:
    """The first organisation that was never set up, else the settings of the first one."""
    fresh = next((each for each in result.connections if each.is_read_only), None)
    page = "mapping" if fresh is None else "setup"
    url = page_url(page, (fresh or result.connections[0]).pk)
    if not url:
        return ""  # who has no page of ours was not led here by one
    query = {"connected": str(len(result.connections))}
    if result.next_url:
        query["next"] = result.next_url
    return f"{url}?{urlencode(query)}"


def reasons_of(result: ConnectResult) -> list[str]:
    """Why organisations were left out, a sentence for each."""
    return [translated(each) for each in result.refused]


def _as_json(result: ConnectResult, target: str) -> dict[str, object]:
    return {
        "connections": [
            {"id": str(each.pk), "name": each.name, "organisation": each.organisation_name}
            for each in result.connections
        ],
        "refused": reasons_of(result),
        "choice_required": result.choice is not None,
        "url": target,
        "next": result.next_url,
    }
