"""An accountant at work in Xero, and what our app hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests.outbox.company import Company
from xero_integration.client import wire
from xero_integration.client.answers import Element
from xero_integration.client.records import CreditNote, Invoice
from xero_integration.connections.admission import Priority
from xero_integration.connections.session import client_for
from xero_integration.documents import mirror
from xero_integration.documents.mirror import News
from xero_integration.models import Document, VersionSource
from xero_integration.sandbox.accounting import acts

POLL = News(VersionSource.POLL)
WEBHOOK = News(VersionSource.WEBHOOK, actor_name="Robin Rep")


class Accountant:
    """Works in Xero; ``hear`` is what our app learns of it."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.tenant = company.connection.xero_tenant_id
        self.invoice = acts.create_invoice(
            company.sandbox,
            self.tenant,
            element={
                "Type": "ACCREC",
                "Contact": {"ContactID": company.contact_id},
                "Date": "2026-11-20",
                "DueDate": "2026-12-20",
                "Reference": "Order 7",
                "LineItems": [
                    {"Description": "Oven", "Quantity": 2, "UnitAmount": 100, "AccountCode": "200"},
                    {"Description": "Please handle with care"},
                ],
            },
        ).document_id

    def act(self, name: str, **more: Any) -> Any:
        # A moment later, as everything a person does.
        self.company.sandbox.clock.advance(2)
        act = getattr(acts, name)
        return act(self.company.sandbox, self.tenant, document_id=self.invoice, **more)

    def told(self, **changed: Any) -> Element[Invoice]:
        client = client_for(self.company.connection, priority=Priority.PEOPLE)
        element = client.invoices.get(self.invoice)
        return Element(Invoice, wire.encode({**wire.plain(element.raw), **changed}))

    def hear(self, element: Element[Any] | None = None, news: News = POLL) -> Document:
        heard = element or self.told()
        (document,) = mirror.apply(self.company.connection, [heard], news)
        return Document.objects.get(pk=document.pk)

    def credit(self, amount: int, *, applied: int = 0) -> str:
        """A credit note for the customer; ``applied`` of it goes to the invoice."""
        self.company.sandbox.clock.advance(2)
        notes = client_for(self.company.connection).credit_notes
        line = {"Description": "Dented", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200"}
        payload = {
            "Type": "ACCRECCREDIT",
            "Contact": {"ContactID": self.company.contact_id},
            "Status": "AUTHORISED",
            "LineAmountTypes": "NoTax",
            "LineItems": [line],
        }
        (made,) = notes.create(payload, idempotency_key=f"credit {amount} {applied}")
        note = str(made.element().record.credit_note_id)
        if applied:
            self.company.sandbox.clock.advance(2)
            part = {"Amount": applied, "Invoice": {"InvoiceID": self.invoice}}
            notes.allocate(note, [part], idempotency_key=f"allocate {note}")
        return note

    def told_of_credit(self, note: str, **changed: Any) -> Element[CreditNote]:
        element = client_for(self.company.connection).credit_notes.get(note)
        return Element(CreditNote, wire.encode({**wire.plain(element.raw), **changed}))


@contextmanager
def nothing_written() -> Iterator[None]:
    with CaptureQueriesContext(database) as captured:
        yield
    kinds = {query["sql"].split()[0] for query in captured.captured_queries}
    assert kinds <= {"SELECT", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}
