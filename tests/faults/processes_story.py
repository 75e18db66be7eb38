"""The operations that people ask for meanwhile, and what became of them; see ``processes``."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import connections as databases

from tests.faults.killed_story import ADMIN, connect
from xero_integration.client import wire
from xero_integration.connections import session
from xero_integration.documents.marker import mark_of, marked_url
from xero_integration.models import Attempt, Connection, Contact, Document, Operation
from xero_integration.outbox import services as outbox

EVERY = 4
"""One of so many operations makes a contact, and the next is an invoice to it."""


@dataclass
class Story:
    """Asks for ``wanted`` operations, one by one."""

    connection: Connection
    asked: list[uuid.UUID] = field(default_factory=list)

    @classmethod
    def begin(cls, url: str, callback: str) -> Story:
        return cls(connect(url, callback))

    def ask(self) -> None:
        number, pk = len(self.asked), uuid.uuid4()
        if number % EVERY == 0:
            self._submit(pk, "contact.create", {"Name": f"Kauri {pk}", "ContactNumber": str(pk)})
        elif number % EVERY == 1:
            contact = Operation.objects.get(pk=self.asked[-1])
            self._submit(pk, "invoice.create", invoice(pk, str(contact.pk)), contact)
        else:
            self._submit(pk, "invoice.create", invoice(pk))
        self.asked.append(pk)

    def _submit(
        self, pk: uuid.UUID, kind: str, body: dict[str, Any], contact: Operation | None = None
    ) -> None:
        outbox.submit(
            self.connection,
            kind,
            subject=f"deal:{pk}",
            intent="create",
            body=wire.encode(body).decode(),
            actor=ADMIN,
            pk=pk,
            depends_on=contact,
        )

    def open(self) -> int:
        return Operation.objects.open().count()

    def found(self) -> dict[str, Any]:
        """What became of each operation, here and at Xero."""
        there, here = self._at_xero(), self._mirrored()
        counts = [there[pk] for pk in self.asked]
        return {
            "operations": len(self.asked),
            "exactly_once": counts.count(1),
            "twice": sum(count > 1 for count in counts),
            "never": counts.count(0),
            "mirrored": sum(here[pk] == 1 for pk in self.asked),
            "strangers": len(there.keys() - set(self.asked)),
            "states": dict(Counter(Operation.objects.values_list("state", flat=True))),
            "attempts": dict(Counter(Attempt.objects.values_list("action", flat=True))),
            "unanswered": Attempt.objects.filter(finished_at=None).count(),
            "adopted": Operation.objects.filter(adopted=True).count(),
        }

    def _at_xero(self) -> Counter[uuid.UUID]:
        """Counted in Xero's own listings, by the marks that we sent."""
        client, there = session.client_for(self.connection), Counter[uuid.UUID]()
        for invoices in client.invoices.pages(where='Type=="ACCREC"'):
            there.update(mark for each in invoices.records if (mark := mark_of(each.url)))
        for contacts in client.contacts.pages():
            numbers = (each.contact_number for each in contacts.records)
            there.update(mark for each in numbers if (mark := _uuid(each)))
        return there

    def _mirrored(self) -> Counter[uuid.UUID]:
        rows = Operation.objects.exclude(answer_id="").values_list("pk", "answer_id")
        ids: Counter[str] = Counter()
        for model in (Document, Contact):
            ids.update(model.objects.values_list("xero_id", flat=True))
        return Counter({pk: ids[answer] for pk, answer in rows})


def invoice(pk: uuid.UUID, contact: str = "") -> dict[str, Any]:
    line = {"Description": "Oven", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
    return {
        "Type": "ACCREC",
        "Contact": {"ContactNumber": contact} if contact else {"Name": "Everybody"},
        "DueDate": "2030-01-31",
        "Status": "DRAFT",
        "Url": marked_url("https://crm.example/deals/7/", pk),
        "LineItems": [line],
    }


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def hang_up() -> None:
    databases.close_all()
