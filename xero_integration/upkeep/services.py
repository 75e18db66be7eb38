"""The public door of the check-ups: run one, decide on what it proposes, tell what is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from .. import background
from ..access.actors import Actor
from ..connections.models import Connection, ConnectionState
from . import checking, deciding, restarting
from .models import CheckUp, Proposal, ProposalState

CHECK_TASK = "xero_integration.upkeep.tasks.check_connection"

AFTER_THE_LISTS = timedelta(hours=1)
"""The nightly full reading of the lists has come to its end by then."""

SPREAD = timedelta(hours=2)
"""Over which the organisations of a site are spread."""


def check(connection: Connection) -> CheckUp:
    """Look at all links and defaults now; no call to Xero is made."""
    done = checking.check(connection)
    restarting.restart(connection)
    return done


def check_all() -> int:
    """Hand out one check-up per usable connection, for when the lists of the night are read."""
    active = Connection.objects.filter(state=ConnectionState.ACTIVE).oldest_first()
    pks = list(active.values_list("pk", flat=True))
    for number, pk in enumerate(pks):
        delay = AFTER_THE_LISTS + SPREAD * number / len(pks)
        background.enqueue(CHECK_TASK, str(pk), delay=delay)
    return len(pks)


def ask_for_check(connection: Connection) -> None:
    """Have a worker do it at once."""
    CheckUp.objects.update_or_create(connection=connection, defaults={"asked_at": timezone.now()})
    background.enqueue(CHECK_TASK, str(connection.pk))


def accept(proposal: Proposal, *, seen: str, actor: Actor) -> None:
    """Do what is proposed, then send again what Xero had refused because of it."""
    deciding.accept(proposal, seen=seen, actor=actor)
    restarting.restart(proposal.connection)


def dismiss(proposal: Proposal, *, seen: str, actor: Actor) -> None:
    deciding.dismiss(proposal, seen=seen, actor=actor)


def open_counts() -> Mapping[UUID, int]:
    """How many proposals wait for a person, by connection."""
    rows = Proposal.objects.filter(
        state=ProposalState.OPEN, connection__in=Connection.objects.connected()
    )
    counted = rows.order_by().values("connection").annotate(number=Count("pk"))
    return {row["connection"]: row["number"] for row in counted}
