"""Choosing the organisation that new invoices go to when several are connected."""

from __future__ import annotations

from django.db import transaction

from ..exceptions import ConnectionUnavailable
from .models import Connection, ConnectionState


def prefer(connection: Connection) -> None:
    """New invoices go to this one; each organisation's own links and settings stay apart.

    Raises ConnectionUnavailable when it is disconnected.
    """
    if connection.state == ConnectionState.DISCONNECTED:
        raise ConnectionUnavailable(f"Connection {connection.pk} is disconnected.")
    mine = Connection.objects.of_tenant(connection.tenant)
    with transaction.atomic():
        mine.exclude(pk=connection.pk).filter(is_preferred=True).update(is_preferred=False)
        mine.filter(pk=connection.pk).update(is_preferred=True)
    connection.is_preferred = True
