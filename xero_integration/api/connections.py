"""Connections to Xero: list, start, change, disconnect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.actors import Actor
from ..access.permissions import Permission
from ..conf import conf
from ..connections import entries, pages, services
from ..connections.models import Connection
from ..pages import stays_here
from . import connection_serializers as shapes
from .asking import checked, sent
from .base import Endpoint
from .described import described
from .paging import CURSOR, PAGE_SIZE, OldestFirst
from .unchanged import insist_unchanged


class Connections(Endpoint):
    needs = Permission.MANAGE_CONNECTION
    keeps_answers = False  # the address of the consent page has the state in it

    @described(
        operation_id="connection_list",
        parameters=[CURSOR, PAGE_SIZE],
        responses={200: OldestFirst.page_of(shapes.ConnectionShown)},
    )
    def get(self, request: Request) -> Response:
        """Every organisation that was ever connected, the oldest first."""
        visitor = pages.visitor_of(self.host_request)
        listed = OldestFirst()
        found = listed.rows_of(pages.connections_of(visitor), request)
        return self.answer(listed.told([shown(pages.Row(each)) for each in found]))

    @described(
        operation_id="connection_start",
        headers=(),
        request=shapes.ConnectRequest,
        responses={201: shapes.ConnectStarted},
    )
    def post(self, request: Request) -> Response:
        """Start to connect: the answer names Xero's consent page, where the person goes on."""
        visitor = pages.visitor_of(self.host_request)
        wanted = sent(shapes.ConnectRequest, request)
        form = entries.first_name(visitor.tenant, wanted.get("name", ""))
        checked(form)
        target = wanted.get("next", "")
        if target and not stays_here(self.host_request, target):
            raise ValidationError({"next": [_("This address is not of this site.")]})
        url = services.start_connect(
            visitor.actor,
            visitor.tenant,
            redirect_uri=pages.callback_url(self.host_request),
            next_url=target,
            name=form.cleaned_data["name"],
        )
        return Response({"authorization_url": url}, status=201)


class OneConnection(Endpoint):
    needs = Permission.MANAGE_CONNECTION

    @described(
        operation_id="connection_read",
        responses={200: shapes.ConnectionShown},
    )
    def get(self, request: Request, connection_id: UUID) -> Response:
        """One connection: its state, who connected it, and what it lacks."""
        found = pages.find(pages.visitor_of(self.host_request), connection_id)
        return self.answer(shown(pages.Row(found)))

    @described(
        operation_id="connection_change",
        request=shapes.ConnectionChanges,
        responses={200: shapes.ConnectionShown},
    )
    def patch(self, request: Request, connection_id: UUID) -> Response:
        """Rename it, make it the first choice, switch writing on or off: all of it or nothing."""
        visitor = pages.visitor_of(self.host_request)
        found = pages.find(visitor, connection_id)
        wanted, told = sent(shapes.ConnectionChanges, request), shown(pages.Row(found))
        self.insist_on(lambda: told)
        insist_unchanged(shapes.ConnectionChanges, request.data, told)
        changes = {name: value for name, value in wanted.items() if value != told.get(name)}
        _check(found, changes)
        _change(found, changes, visitor.actor)
        return self.answer(shown(pages.Row(pages.find(visitor, connection_id))))

    @described(
        operation_id="connection_end",
        responses={200: shapes.ConnectionShown},
    )
    def delete(self, request: Request, connection_id: UUID) -> Response:
        """Disconnect: secrets are wiped, Xero is told, links and history stay."""
        visitor = pages.visitor_of(self.host_request)
        found = pages.find(visitor, connection_id)
        self.insist_on(lambda: shown(pages.Row(found)))
        services.disconnect(found, actor=visitor.actor)
        return self.answer(shown(pages.Row(pages.find(visitor, connection_id))))


def shown(row: pages.Row) -> Any:
    connection = row.connection
    names = ("name", "xero_tenant_id", "state", "writing_set_at", "connected_at", "disconnected_at")
    body = {
        "id": connection.pk,
        **{name: getattr(connection, name) for name in names},
        "organisation": connection.organisation_name,
        "preferred": connection.is_preferred,
        "writing": not connection.is_read_only,
        "writing_set_by": connection.writing_set_by_name,
        "terms_due": row.terms_are_due,
        "terms_url": conf.TERMS_URL,
        "role": row.role,
        "missing_scopes": row.missing,
        "readable": not row.is_unreadable,
        "remove_at_xero": row.xero_not_told,
        "connected_by": connection.connected_by_name,
    }
    return shapes.ConnectionShown(body).data


def _check(found: Connection, changes: Mapping[str, Any]) -> None:
    if changes.get("preferred") is False:
        raise ValidationError({"preferred": [_("Make another connection the first choice.")]})
    if "name" in changes:
        checked(entries.other_name(found, changes["name"]))


def _change(found: Connection, changes: Mapping[str, Any], actor: Actor) -> None:
    with transaction.atomic():
        if changes.get("accept_terms"):
            services.accept_terms(found, actor=actor)
        if "writing" in changes:
            services.set_writing(found, on=changes["writing"], actor=actor)
        if "name" in changes:
            services.rename(found, name=changes["name"])
        if changes.get("preferred"):
            services.prefer(found)
