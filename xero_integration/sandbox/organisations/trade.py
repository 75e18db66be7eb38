"""Gives a new organisation a past: invoices and bills in every status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from xero_integration.sandbox.accounting.context import Context
from xero_integration.sandbox.accounting.documents.kinds import CREDIT_NOTE, INVOICE
from xero_integration.sandbox.accounting.documents.write import change, create
from xero_integration.sandbox.accounting.pay import add_payment
from xero_integration.sandbox.accounting.records import Document, Organisation
from xero_integration.sandbox.accounting.wire import Json

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

# Days ago, type, status, part of the total that is paid.
PAST: tuple[tuple[int, str, str, str], ...] = (
    (75, "ACCREC", "AUTHORISED", "1"),
    (70, "ACCREC", "AUTHORISED", "1"),
    (62, "ACCPAY", "AUTHORISED", "1"),
    (55, "ACCREC", "VOIDED", "0"),
    (48, "ACCREC", "AUTHORISED", "0.5"),
    (41, "ACCPAY", "AUTHORISED", "0"),
    (33, "ACCREC", "AUTHORISED", "0"),
    (26, "ACCREC", "DELETED", "0"),
    (20, "ACCREC", "SUBMITTED", "0"),
    (14, "ACCREC", "AUTHORISED", "0"),
    (9, "ACCPAY", "DRAFT", "0"),
    (3, "ACCREC", "DRAFT", "0"),
)


def trade(sandbox: Sandbox, organisation: Organisation) -> None:
    context = Context(sandbox, organisation, person="Standard (demo)")
    contacts = _names(organisation)
    for order, (days, kind, status, paid) in enumerate(PAST):
        day = context.today - timedelta(days=days)
        element = _element(organisation, next(contacts), kind, day, order)
        document = _bring_to(context, create(context, INVOICE, element), status)
        if Decimal(paid):
            amount = (document.total * Decimal(paid)).quantize(Decimal("0.01"))
            body = {"Account": {"Code": "090"}, "Amount": amount, "Date": day.isoformat()}
            add_payment(context, document, body)
        document.updated = context.now - timedelta(days=days, minutes=order)
    note = _element(organisation, next(contacts), "ACCRECCREDIT", context.today, 3)
    create(context, CREDIT_NOTE, note | {"Status": "AUTHORISED", "Reference": "Returned goods"})
    organisation.history.clear()


def _names(organisation: Organisation) -> Iterator[str]:
    active = [each for each in organisation.contacts.values() if each.status == "ACTIVE"]
    while True:
        yield from [each.contact_id for each in active]


def _bring_to(context: Context, document: Document, status: str) -> Document:
    if status == "DRAFT":
        return document
    steps = ("AUTHORISED", "VOIDED") if status == "VOIDED" else (status,)
    for step in steps:
        document = change(context, document, {"Status": step})
    return document


def _element(organisation: Organisation, contact_id: str, kind: str, day: date, order: int) -> Json:
    items = [each for each in organisation.items.values() if kind != "ACCPAY" or each.is_purchased]
    first, second = items[order % len(items)], items[(order + 3) % len(items)]
    due = {} if kind.endswith("CREDIT") else {"DueDate": (day + timedelta(days=14)).isoformat()}
    return {
        "Type": kind,
        "Contact": {"ContactID": contact_id},
        "Date": day.isoformat(),
        "LineItems": [
            {"ItemCode": first.code, "Quantity": order % 4 + 1},
            {"ItemCode": second.code, "Quantity": 1},
        ],
        **due,
    }
