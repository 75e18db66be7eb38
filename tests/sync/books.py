"""The accountant's side: documents made and changed in Xero itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from tests.journeys.office import Office
from xero_integration.models import Connection, Document
from xero_integration.sandbox.accounting import acts
from xero_integration.sync import tasks

LISTS = {
    "invoices": "GET /api.xro/2.0/Invoices",
    "credit_notes": "GET /api.xro/2.0/CreditNotes",
    "payments": "GET /api.xro/2.0/Payments",
    "contacts": "GET /api.xro/2.0/Contacts",
    "items": "GET /api.xro/2.0/Items",
}


def later(minutes: float) -> time_machine.travel:
    """For ``with``: so many minutes from now, on a clock that goes on."""
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True)


@dataclass
class Books:
    """Acts in Xero by an accountant, and what the mirror says of the same documents."""

    office: Office

    @property
    def connection(self) -> Connection:
        return self.office.connection

    def act(self, name: str, /, **what: Any) -> Any:
        """One of the sandbox's acts on this organisation: ``approve``, ``pay``, ``void``, …"""
        done = getattr(acts, name)
        return done(self.office.sandbox, self.connection.xero_tenant_id, **what)

    def invoice(self, **more: Any) -> str:
        """A draft that the accountant made in Xero; its id."""
        contact_id = next(iter(self.office.organisation.contacts))
        element = {
            "Type": "ACCREC",
            "Contact": {"ContactID": contact_id},
            "DueDate": "2030-01-31",
            "LineItems": [
                {"Description": "Advice", "Quantity": 2, "UnitAmount": 50, "AccountCode": "200"}
            ],
            **more,
        }
        return str(self.act("create_invoice", element=element).document_id)

    def approved_invoice(self) -> str:
        return self.invoice(Status="AUTHORISED")

    def mirrored(self, xero_id: str) -> Document:
        return Document.objects.get(connection=self.connection, xero_id=xero_id)

    def differences(self) -> list[str]:
        """Sales documents whose status or amounts differ between Xero and the mirror.

        What is due of a voided document is no fact: Xero answers it this way and that.
        """
        organisation = self.office.organisation
        there = {
            key: (each.status, each.total, each.amount_paid, each.sent_to_contact)
            for table in (organisation.invoices, organisation.credit_notes)
            for key, each in table.items()
            if each.type in {"ACCREC", "ACCRECCREDIT"}
        }
        here = {
            row.xero_id: (row.status, row.total, row.amount_paid, row.sent_to_contact)
            for row in Document.objects.filter(connection=self.connection)
        }
        keys = there.keys() | here.keys()
        return [
            f"{key}: Xero {there.get(key)}, mirror {here.get(key)}"
            for key in sorted(keys)
            if there.get(key) != here.get(key)
        ]

    def poll(self, *, minutes: float = 0) -> None:
        """The planner comes by after a while, and the workers do what it hands out."""
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
            tasks.plan_polls()
            self.office.queue.run_all()
