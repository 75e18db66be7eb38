"""What a person may press on an operation: try it now, or give it up."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ..access.actors import Actor
from ..access.doors import Visitor
from ..exceptions import NotAllowed
from . import runner, services
from .activity_story import may_act
from .models import Operation


def find(visitor: Visitor, pk: uuid.UUID) -> Operation:
    """The tenant's operation, or 404: another tenant's does not exist for this person."""
    mine = Operation.objects.of_tenant(visitor.tenant)
    return get_object_or_404(mine.select_related("connection", "depends_on"), pk=pk)


def find_to_act(request: HttpRequest, visitor: Visitor, pk: uuid.UUID) -> Operation:
    """As ``find``; NotAllowed unless this person has the rights that the act itself needs."""
    found = find(visitor, pk)
    if not may_act(request, found):
        raise NotAllowed(f"The rights of {found.kind} are needed to act on it.")
    return found


def retry_now(operation: Operation, *, actor: Actor) -> None:
    """Send it and wait for Xero, as the form does; TooLate when somebody was faster."""
    if not services.retry(operation, actor=actor, in_background=False):
        raise services.TooLate(str(operation.pk))
    runner.run_now(operation)


def give_up(operation: Operation, *, actor: Actor) -> None:
    """It will not be sent; TooLate when it may have been."""
    if not services.cancel(operation, actor=actor):
        raise services.TooLate(str(operation.pk))
