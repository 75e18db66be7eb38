"""The acts of the wizard: accept the standard set-up, keep where a person left."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from ..access.actors import Actor
from ..connections.models import Connection
from ..mapping import services as mapping
from ..mapping.errors import MappingOutdated
from .models import Setup, Step


def of(connection: Connection) -> Setup:
    """Where the set-up stands; nothing is kept before a person does something."""
    found = Setup.objects.filter(connection=connection).first()
    return found or Setup(connection=connection)


def keep(setup: Setup, *, actor: Actor, step: Step, deal: str = "") -> None:
    """Remember where the person goes on, also on another day or for another administrator."""
    setup.step = step
    setup.deal = deal or setup.deal
    setup.edited_by_name = actor.name
    try:
        with transaction.atomic():
            setup.save()
    except IntegrityError:
        # Two administrators began in the same moment.
        setup.pk = Setup.objects.get(connection=setup.connection_id).pk
        setup.save(force_update=True)


def has_settings(connection: Connection) -> bool:
    return mapping.current(connection)[1] != mapping.NEVER_SAVED


def accept_standard(connection: Connection, *, actor: Actor) -> None:
    """Save the proposed settings; those that somebody saved before are left as they are."""
    config, revision = mapping.current(connection)
    if revision != mapping.NEVER_SAVED:
        return
    try:
        mapping.save(connection, config, actor=actor, based_on=revision)
    except MappingOutdated:
        # Somebody else saved in this moment: their choice stands.
        return
