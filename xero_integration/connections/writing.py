"""Switching writing on and off: a connection that is read-only changes nothing in Xero."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from ..access.actors import Actor
from ..signals import writing_switched
from .models import Connection
from .terms import TermsNotAccepted, terms_are_due


def set_writing(connection: Connection, *, on: bool, actor: Actor) -> bool:
    """Switch, and say whether that changed anything; what waited for it goes out after commit.

    Raises TermsNotAccepted when the host has terms that come first.
    """
    if on and terms_are_due(connection):
        raise TermsNotAccepted(str(connection.pk))
    with transaction.atomic():
        other_way = Connection.objects.filter(pk=connection.pk, is_read_only=on)
        switched = other_way.update(
            is_read_only=not on, writing_set_by_name=actor.name, writing_set_at=timezone.now()
        )
        connection.refresh_from_db()
        if switched:
            send = partial(
                writing_switched.send_robust, sender=Connection, connection=connection, on=on
            )
            transaction.on_commit(send)
    return bool(switched)


def is_read_only_now(connection: Connection) -> bool:
    """As the database has it: somebody may have switched since ``connection`` was read."""
    return Connection.objects.filter(pk=connection.pk, is_read_only=True).exists()
