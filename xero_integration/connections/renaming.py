"""Giving a connection another name."""

from __future__ import annotations

from django.db import IntegrityError
from django.utils.translation import gettext_noop

from ..exceptions import ConnectionUnavailable
from . import names
from .models import Connection

_TAKEN = gettext_noop("Another connection is already called “%(name)s”.")


class NameTaken(ConnectionUnavailable):
    """Names are unique per tenant, whatever their case."""

    code = "name_taken"
    default_message = _TAKEN


def rename(connection: Connection, *, name: str) -> None:
    """Save the name, or raise NameTaken."""
    if not names.is_free(connection.tenant, name, organisation=connection.xero_tenant_id):
        raise NameTaken(params={"name": name})
    connection.name = name
    try:
        connection.save(update_fields=["name"])
    except IntegrityError as error:
        raise NameTaken(params={"name": name}) from error
