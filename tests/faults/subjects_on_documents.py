"""What people do with an invoice that is in Xero already: a schedule is played against it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Any

from tests.faults.subjects import Scene, Subject
from tests.outbox.company import REP, Company
from xero_integration.access.doors import OpenDeal
from xero_integration.access.permissions import Permission
from xero_integration.connections.session import client_for
from xero_integration.documents import edit_services
from xero_integration.documents.actions import act, version_of
from xero_integration.documents.edit_values import contact_id_of
from xero_integration.documents.fetching import take_over_invoices
from xero_integration.documents.matrix import Action
from xero_integration.documents.mirror import News
from xero_integration.documents.money import Totals
from xero_integration.documents.plan import Plan
from xero_integration.host.records import SubjectRef
from xero_integration.models import Document, VersionSource
from xero_integration.sandbox.accounting import acts

THEIRS = "Written by the accountant"
LINE = {"Description": "Oven", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
STATUS_BEFORE = {
    Action.APPROVE: "DRAFT",
    Action.SUBMIT: "DRAFT",
    Action.VOID: "AUTHORISED",
    Action.DELETE: "DRAFT",
}


def a_new_status(company: Company, rng: Random) -> Scene:
    action = rng.choice(list(STATUS_BEFORE))
    document = in_xero_and_here(company, STATUS_BEFORE[action])
    seen = version_of(document)
    return Scene(
        press=lambda: act(document, action, actor=REP, rights=list(Permission), seen=seen),
        interfere=lambda: edited_in_xero(company, document),
    )


def a_void_that_a_payment_forbids(company: Company, rng: Random) -> Scene:
    document = in_xero_and_here(company, "AUTHORISED")
    in_books(company, acts.pay, document)
    seen = version_of(document)
    return Scene(
        press=lambda: act(document, Action.VOID, actor=REP, rights=list(Permission), seen=seen),
        news=lambda: hear(company, document.xero_id),
    )


def an_email(company: Company, rng: Random) -> Scene:
    return _acted(company, Action.EMAIL)


def a_second_email(company: Company, rng: Random) -> Scene:
    """Xero marks an invoice as sent once: the mark says nothing about a second mail."""
    scene = _acted(company, Action.EMAIL, again=True)
    document = Document.objects.get()
    in_books(company, acts.mark_sent, document)
    hear(company, document.xero_id)
    return scene


def a_second_email_that_xero_does_not_tell_of(company: Company, rng: Random) -> Scene:
    scene = a_second_email(company, rng)
    company.books.history = _Silent(company.books.history)
    return scene


class _Silent(dict[str, list[Any]]):
    """A history that never names a mail: Xero promises nowhere that it does."""

    def setdefault(self, key: str, default: Any = None) -> Any:
        self[key] = [each for each in self.get(key, []) if each.changes != "Invoice sent"]
        return self[key]

    def get(self, key: str, default: Any = None) -> Any:
        return [each for each in super().get(key, default or []) if each.changes != "Invoice sent"]


def an_email_to_nobody(company: Company, rng: Random) -> Scene:
    company.books.contacts[company.contact_id].fields["EmailAddress"] = ""
    return _acted(company, Action.EMAIL)


def a_note(company: Company, rng: Random) -> Scene:
    return _acted(company, Action.NOTE, text="Called them.")


def _acted(company: Company, action: Action, **more: Any) -> Scene:
    document = in_xero_and_here(company, "AUTHORISED")
    nonce = uuid.uuid4()
    return Scene(
        press=lambda: act(document, action, actor=REP, rights=list(Permission), nonce=nonce, **more)
    )


def an_edit(company: Company, rng: Random) -> Scene:
    return _edited(company, rng.choice(("DRAFT", "AUTHORISED")))


def an_edit_that_xero_refuses(company: Company, rng: Random) -> Scene:
    return _edited(company, "DRAFT", InvoiceNumber="x" * 300)


def _edited(company: Company, status: str, **more: Any) -> Scene:
    document = in_xero_and_here(company, status)
    unread: Any = None  # an edit reads neither the host's source nor its record
    deal = OpenDeal(unread, unread, SubjectRef("deal", "1"), REP, company.connection.tenant)
    held = edit_services.held_of(document)
    row, _made = edit_services.open_edit(deal, document, held)
    plan = _plan(row.pk, held, status, **more)
    return Scene(
        press=lambda: edit_services.save_changes(
            row, document, plan, actor=REP, rights=list(Permission)
        ),
        interfere=lambda: edited_in_xero(company, document),
    )


def _plan(pk: uuid.UUID, held: edit_services.Held, status: str, **more: Any) -> Plan:
    """A dearer line and a new one, as the form would have it."""
    invoice = held.invoice
    (line,) = invoice.line_items
    payload = {
        "InvoiceID": str(invoice.invoice_id),
        "Type": "ACCREC",
        "Contact": {"ContactID": contact_id_of(invoice)},
        "Date": str(invoice.date),
        "DueDate": str(invoice.due_date),
        "LineAmountTypes": invoice.line_amount_types,
        "Status": status,
        "Reference": "Written by us",
        "LineItems": [
            {"LineItemID": str(line.line_item_id), **LINE, "UnitAmount": 120},
            {**LINE, "Description": "Delivery", "UnitAmount": 30},
        ],
        **more,
    }
    none, total = Decimal(0), Decimal("150.00")
    return Plan(pk, payload, Totals(total, none, total, (), (), ()), "NZD", ())


def in_xero_and_here(company: Company, status: str) -> Document:
    element = {
        "Type": "ACCREC",
        "Contact": {"ContactID": company.contact_id},
        "Date": "2026-11-20",
        "DueDate": "2026-12-20",
        "LineAmountTypes": "Exclusive",
        "LineItems": [LINE],
        "Status": status,
    }
    tenant = company.connection.xero_tenant_id
    made = acts.create_invoice(company.sandbox, tenant, element=element)
    return hear(company, made.document_id)


def hear(company: Company, xero_id: str) -> Document:
    news = News(VersionSource.POLL)
    (document,) = take_over_invoices(
        company.connection, client_for(company.connection), [xero_id], news
    )
    return document


def in_books(company: Company, what: Callable[..., object], document: Document, **how: Any) -> None:
    what(
        company.sandbox,
        company.connection.xero_tenant_id,
        document_id=document.xero_id,
        **how,
    )


def edited_in_xero(company: Company, document: Document) -> None:
    """Where the document still allows it."""
    with suppress(acts.InvalidElementError):
        in_books(company, acts.edit, document, changes={"Reference": THEIRS})


ON_DOCUMENTS: tuple[Subject, ...] = (
    a_new_status,
    a_void_that_a_payment_forbids,
    an_email,
    a_second_email,
    a_second_email_that_xero_does_not_tell_of,
    an_email_to_nobody,
    a_note,
    an_edit,
    an_edit_that_xero_refuses,
)
