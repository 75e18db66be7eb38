"""The kinds of operation that create and update contacts in Xero."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

import msgspec
from django.utils.translation import gettext_lazy as _

from ..access.actors import Actor
from ..client import XeroClient
from ..client.answers import WriteResult
from ..client.records import Contact
from ..outbox.kinds import OperationKind, Outcome
from ..outbox.models import Operation
from ..reference import services as reference
from . import services


def _outcome_of(result: WriteResult[Contact]) -> Outcome:
    if result.record is None:
        return Outcome(refusals=result.errors)
    return Outcome(xero_id=str(result.record.contact_id), element=result.element())


def _mirror(operation: Operation, outcome: Outcome) -> None:
    if outcome.element is not None:
        reference.apply_contacts(operation.connection, [outcome.element.record])


class CreateContact(OperationKind):
    """PUT of a new contact; its ContactNumber is the operation's id, so it can be found again.

    The operation's ``target`` is the key of the host's party, which gets linked.
    """

    name = "contact.create"
    label = _("Create contact")
    batch_size = 50

    def send(
        self, client: XeroClient, operations: Sequence[Operation], idempotency_key: str
    ) -> list[Outcome]:
        bodies = [msgspec.Raw(operation.body.encode()) for operation in operations]
        results = client.contacts.create(bodies, idempotency_key=idempotency_key)
        return [_outcome_of(result) for result in results]

    def look(
        self, client: XeroClient, operations: Sequence[Operation]
    ) -> Mapping[uuid.UUID, Outcome]:
        numbers = {str(operation.pk): operation.pk for operation in operations}
        wanted = " OR ".join(f'ContactNumber=="{number}"' for number in numbers)
        found: dict[uuid.UUID, Outcome] = {}
        for page in client.contacts.pages(where=wanted):
            for element in page:
                operation_id = numbers.get(element.record.contact_number.lower())
                if operation_id is not None:
                    xero_id = str(element.record.contact_id)
                    found[operation_id] = Outcome(xero_id=xero_id, element=element)
        return found

    def apply(self, operation: Operation, outcome: Outcome) -> None:
        _mirror(operation, outcome)
        if operation.target:
            services.link_contact(
                operation.connection,
                operation.target,
                outcome.xero_id,
                actor=Actor(operation.actor, operation.actor_name),
            )


class UpdateContact(OperationKind):
    """POST of the fields that differ. Sending it twice is sending it once."""

    name = "contact.update"
    label = _("Update contact")
    repeatable = True

    def send(
        self, client: XeroClient, operations: Sequence[Operation], idempotency_key: str
    ) -> list[Outcome]:
        bodies = [msgspec.Raw(operation.body.encode()) for operation in operations]
        results = client.contacts.update(bodies, idempotency_key=idempotency_key)
        return [_outcome_of(result) for result in results]

    def look(
        self, client: XeroClient, operations: Sequence[Operation]
    ) -> Mapping[uuid.UUID, Outcome]:
        return {}

    def apply(self, operation: Operation, outcome: Outcome) -> None:
        _mirror(operation, outcome)
