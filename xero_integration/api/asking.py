"""Reads what was sent: by the shapes of the API, and by the pages' own forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer, UUIDField
from rest_framework.settings import api_settings

from ..access.doors import Visitor, enter
from ..access.permissions import Permission
from ..connections.models import Connection
from ..connections.services import current_connection


def sent(shape: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The checked body; ValidationError points at what is wrong in it."""
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    values: dict[str, Any] = body.validated_data
    return values


def checked(form: forms.Form, place_of: Callable[[str], str] = str) -> None:
    """ValidationError in the form's words unless it is right. ``place_of``: field → name sent."""
    if form.is_valid():
        return
    raise ValidationError(
        {
            api_settings.NON_FIELD_ERRORS_KEY if name == NON_FIELD_ERRORS else place_of(name): [
                ErrorDetail(str(each), code=error.code or "invalid")
                for error in errors.as_data()
                for each in error.messages
            ]
            for name, errors in form.errors.items()
        }
    )


def names_nothing(form: forms.Form, name: str) -> bool:
    """Whether a field holds the id of a record that this caller has not."""
    try:
        UUID(form[name].value() or "")
    except ValueError:
        return False
    return form.has_error(name)


class _Asked(Serializer[Any]):
    connection = UUIDField(required=False)


def asked_connection(request: Request) -> UUID | None:
    """The organisation that the address names; ValidationError for what can be no id."""
    asked = _Asked(data=request.query_params)
    asked.is_valid(raise_exception=True)
    named: UUID | None = asked.validated_data.get("connection")
    return named


def connection_for_deals(request: Request, tenant: str) -> Connection | None:
    """The one that is asked for, else the first choice; None while it is not connected.

    404 for one that this tenant never had.
    """
    asked = asked_connection(request)
    found = current_connection(tenant, chosen=str(asked or ""))
    if asked and not found:
        get_object_or_404(Connection.objects.of_tenant(tenant), pk=asked)
    return found


def step(name: object) -> str:
    """A name in what was sent as a step of a pointer (RFC 6901), whatever stands in it."""
    told = str(name).encode(errors="replace").decode()
    return told.replace("~", "~0").replace("/", "~1")


def settings_of(
    request: HttpRequest, connection_id: UUID, *, connected: bool = False
) -> tuple[Visitor, Connection]:
    """The tenant's connection for who may change its mapping and links, else 404."""
    visitor = enter(request, Permission.MANAGE_MAPPING)
    ours = Connection.objects.of_tenant(visitor.tenant)
    return visitor, get_object_or_404(ours.connected() if connected else ours, pk=connection_id)
