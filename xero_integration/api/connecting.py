"""The way back from Xero's consent page, for a front end that has a page of its own for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.doors import Visitor
from ..access.permissions import Permission
from ..client.hidden import Hidden
from ..connections import attempts, entries, pages, services
from ..connections.entries import OfferedRow
from ..connections.results import ConnectResult
from . import connection_serializers as shapes
from .asking import checked, sent
from .base import Endpoint
from .connections import shown
from .described import CHANGED, described
from .unchanged import changed


class ConnectFinish(Endpoint):
    needs = Permission.MANAGE_CONNECTION

    @described(
        operation_id="connection_finish",
        request=shapes.ConnectFinish,
        responses={200: shapes.Connected},
    )
    def post(self, request: Request) -> Response:
        """Finish to connect with what Xero added to the address of your page.

        It is good once, and only for the person who started it.
        """
        visitor = pages.visitor_of(self.host_request)
        values = _hidden(request)
        result = services.finish_connect(visitor.actor, visitor.tenant, **values)
        return Response(_told(result))


class ConnectChoice(Endpoint):
    needs = Permission.MANAGE_CONNECTION

    @described(
        operation_id="connection_choices",
        responses={200: shapes.OfferedOrganisations},
    )
    def get(self, request: Request, attempt_id: UUID) -> Response:
        """The organisations that were allowed at Xero, for the person to choose from."""
        form = self._form(pages.visitor_of(self.host_request), attempt_id)
        return self.answer(_choices(form))

    @described(
        operation_id="connection_choose",
        headers=CHANGED,
        request=shapes.ChosenOrganisations,
        responses={200: shapes.Connected},
    )
    def post(self, request: Request, attempt_id: UUID) -> Response:
        """Connect the organisations that are named; the others are given back to Xero."""
        visitor = pages.visitor_of(self.host_request)
        offered = self._form(visitor, attempt_id)
        self.insist_on(lambda: _choices(offered))
        rows = list(offered.rows())
        chosen = sent(shapes.ChosenOrganisations, request)["organisations"]
        places = _places(chosen, rows)
        _insist_on_offers(request.data, [_offered(rows[each]) for each in places])
        form = self._form(visitor, attempt_id, _typed(chosen, rows, places))
        checked(form, lambda name: f"organisations/{places.index(_number(name))}/name")
        result = services.choose_organisations(
            visitor.actor, visitor.tenant, attempt_id=attempt_id, chosen=form.chosen
        )
        return Response(_told(result))

    @described(operation_id="connection_forgo", responses={204: None})
    def delete(self, request: Request, attempt_id: UUID) -> Response:
        """Choose none: everything is given back to Xero."""
        visitor = pages.visitor_of(self.host_request)
        self.insist_on(lambda: _choices(self._form(visitor, attempt_id)))
        services.cancel_choice(visitor.actor, visitor.tenant, attempt_id=attempt_id)
        return Response(status=204)

    def _form(self, visitor: Visitor, attempt_id: UUID, typed: dict[str, str] | None = None) -> Any:
        attempt = attempts.choosing(visitor.actor, visitor.tenant, attempt_id=attempt_id)
        return entries.choice(attempt, typed)


def _hidden(request: Request) -> dict[str, Hidden]:
    """Read in a frame of its own: an error report with locals shows no code and no state."""
    return {name: Hidden(value) for name, value in sent(shapes.ConnectFinish, request).items()}


def _told(result: ConnectResult) -> Any:
    body = {
        "connections": [shown(pages.Row(each)) for each in result.connections],
        "refused": pages.reasons_of(result),
        "choice": result.choice,
        "next": result.next_url,
    }
    return shapes.Connected(body).data


def _choices(form: Any) -> dict[str, Any]:
    return {"organisations": [_offered(row) for row in form.rows()]}


def _offered(row: OfferedRow) -> Any:
    body = {
        "id": row.organisation.tenant_id,
        "organisation": row.organisation.name,
        "name": row.name.value(),
        "connection": row.known.pk if row.known else None,
        "connected": row.is_connected,
    }
    return shapes.OfferedOrganisation(body).data


def _places(chosen: Sequence[dict[str, str]], rows: Sequence[OfferedRow]) -> list[int]:
    """Where each of the chosen ones stands among the offered ones."""
    offered = [row.organisation.tenant_id for row in rows]
    wrong = {
        str(index): {"id": [_("This organisation was not offered.")]}
        for index, each in enumerate(chosen)
        if each["id"] not in offered
    }
    if wrong:
        raise ValidationError({"organisations": wrong})
    return [offered.index(each["id"]) for each in chosen]


def _insist_on_offers(body: Any, offered: Sequence[Any]) -> None:
    """What was offered may be sent back as it is, but for the name."""
    pairs = zip(body["organisations"], offered, strict=True)
    found = [changed(shapes.ChosenOrganisation, *each) for each in pairs]
    wrong = {str(index): each for index, each in enumerate(found) if each}
    if wrong:
        raise ValidationError({"organisations": wrong})


def _typed(
    chosen: Sequence[dict[str, str]], rows: Sequence[OfferedRow], places: Sequence[int]
) -> dict[str, str]:
    """As the page's form would send it."""
    typed: dict[str, str] = {}
    for each, place in zip(chosen, places, strict=True):
        typed |= {
            rows[place].take.html_name: "on",
            rows[place].name.html_name: each.get("name") or rows[place].name.value(),
        }
    return typed


def _number(field: str) -> int:
    return int(field.partition("-")[2])
