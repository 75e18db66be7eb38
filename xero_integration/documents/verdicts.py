"""Gathers what a verdict must know of documents: rights, connection, what is on its way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.http import HttpRequest

from ..access.doors import OpenDeal, may
from ..access.permissions import Permission
from ..outbox.models import Operation
from ..reference.models import Organisation
from .matrix import OFFLINE, Action, Verdict, rights_for, role_may_approve, verdict
from .models import Document
from .subjects import operations_on

Rights = Collection[Permission]
"""What a caller may do with a deal."""

NOTE = "document.note"
"""Notes stand beside everything else: none of them is in the way of another action."""


def rights_of(request: HttpRequest, deal: OpenDeal) -> frozenset[Permission]:
    """All that this caller may do with this deal."""
    return frozenset(each for each in Permission if may(request, deal, each))


def verdict_on(
    action: Action, document: Document, rights: Rights, *, busy: bool, can_open: bool = True
) -> Verdict:
    """Needs no query when the document was read with its connection."""
    connection = document.connection
    return verdict(
        action,
        document,
        permitted=rights_for(action, document.status) <= frozenset(rights),
        role_may_approve=role_may_approve(connection.xero_role),
        connection_state=connection.state,
        read_only=connection.is_read_only,
        busy=busy,
        can_open=can_open,
    )


def all_verdicts(
    document: Document, rights: Rights, *, busy: bool, can_open: bool
) -> Mapping[Action, Verdict]:
    return {
        action: verdict_on(action, document, rights, busy=busy, can_open=can_open)
        for action in Action
    }


def verdict_now(action: Action, document: Document, rights: Rights) -> Verdict:
    """With what the database says at this moment."""
    busy = action not in OFFLINE and bool(busy_among(operations_on([document]).open()))
    can_open = action != Action.OPEN_IN_XERO or _short_code_is_known(document)
    return verdict_on(action, document, rights, busy=busy, can_open=can_open)


def busy_among(operations: Iterable[Operation]) -> frozenset[UUID]:
    """The documents that wait for one of these operations to end."""
    return frozenset(
        UUID(operation.subject.partition(":")[2])
        for operation in operations
        if operation.is_open and operation.kind != NOTE
    )


def _short_code_is_known(document: Document) -> bool:
    mine = Organisation.objects.filter(connection=document.connection_id)
    return mine.exclude(short_code="").exists()
