"""What an accountant does to documents inside Xero, so that tests and people can play one.

Every act takes `(sandbox, tenant_id)` and keywords, obeys the same rules as the API, and raises
`InvalidElementError` with Xero's messages or `UnknownRecordError` for an id that names nothing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from .contact_acts import (
    archive_contact,
    edit_contact,
    merge_contact,
    rename_contact,
    restore_contact,
)
from .context import Context
from .documents.kinds import CREDIT_NOTE, INVOICE, kind_of
from .documents.numbers import by_key
from .documents.write import change, create
from .item_acts import archive_item, delete_item, edit_item, rename_item
from .pay import add_payment
from .pay import remove_payment as take_back
from .records import Document, Payment
from .refusals import InvalidElementError, UnknownRecordError
from .wire import Json

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

__all__ = [
    "InvalidElementError",
    "UnknownRecordError",
    "approve",
    "archive_contact",
    "archive_item",
    "create_invoice",
    "delete",
    "delete_item",
    "edit",
    "edit_contact",
    "edit_item",
    "mark_sent",
    "merge_contact",
    "pay",
    "remove_payment",
    "rename_contact",
    "rename_item",
    "restore_contact",
    "set_lock_dates",
    "submit",
    "void",
]

BANK = "090"


def approve(sandbox: Sandbox, tenant_id: str, *, document_id: str) -> Document:
    """Xero's own screen fills in a missing due date with the date of the document."""
    with sandbox.lock:
        context, document = _document(sandbox, tenant_id, document_id)
        due = document.due_date or document.date
        return change(context, document, {"Status": "AUTHORISED", "DueDate": due.isoformat()})


def submit(sandbox: Sandbox, tenant_id: str, *, document_id: str) -> Document:
    with sandbox.lock:
        context, document = _document(sandbox, tenant_id, document_id)
        due = document.due_date or document.date
        return change(context, document, {"Status": "SUBMITTED", "DueDate": due.isoformat()})


def void(sandbox: Sandbox, tenant_id: str, *, document_id: str) -> Document:
    return edit(sandbox, tenant_id, document_id=document_id, changes={"Status": "VOIDED"})


def delete(sandbox: Sandbox, tenant_id: str, *, document_id: str) -> Document:
    return edit(sandbox, tenant_id, document_id=document_id, changes={"Status": "DELETED"})


def edit(sandbox: Sandbox, tenant_id: str, *, document_id: str, changes: Json) -> Document:
    """Change fields under their names in the API, lines included."""
    with sandbox.lock:
        context, document = _document(sandbox, tenant_id, document_id)
        return change(context, document, changes)


def create_invoice(sandbox: Sandbox, tenant_id: str, *, element: Json) -> Document:
    with sandbox.lock:
        return create(Context.of(sandbox, tenant_id), INVOICE, element)


def pay(
    sandbox: Sandbox,
    tenant_id: str,
    *,
    document_id: str,
    amount: Decimal | None = None,
    account: str = BANK,
    day: date | None = None,
    reference: str = "",
) -> Payment:
    """Pay all that is due, or a part of it."""
    with sandbox.lock:
        context, document = _document(sandbox, tenant_id, document_id)
        stored = kind_of(document).table(context.organisation)[document.document_id]
        return add_payment(
            context,
            stored,
            {
                "Account": {"Code": account},
                "Amount": document.amount_due if amount is None else amount,
                "Date": (day or context.today).isoformat(),
                "Reference": reference,
            },
        )


def remove_payment(
    sandbox: Sandbox, tenant_id: str, *, payment_id: str = "", document_id: str = ""
) -> Payment:
    """Take back one payment, or the latest live one of a document."""
    with sandbox.lock:
        context = Context.of(sandbox, tenant_id)
        payment = context.organisation.payments.peek(payment_id.lower())
        if document_id:
            _, document = _document(sandbox, tenant_id, document_id)
            payment = _latest(context, document)
        if payment is None:
            raise UnknownRecordError("There is no such payment.")
        take_back(context, payment)
        return payment


def mark_sent(sandbox: Sandbox, tenant_id: str, *, document_id: str) -> Document:
    return edit(sandbox, tenant_id, document_id=document_id, changes={"SentToContact": True})


def set_lock_dates(
    sandbox: Sandbox,
    tenant_id: str,
    *,
    period: date | None = None,
    end_of_year: date | None = None,
) -> None:
    """Lock everything up to and including a day; None unlocks."""
    with sandbox.lock:
        profile = Context.of(sandbox, tenant_id).organisation.profile
        profile.period_lock_date, profile.end_of_year_lock_date = period, end_of_year


def _document(sandbox: Sandbox, tenant_id: str, document_id: str) -> tuple[Context, Document]:
    """Find an invoice, a bill or a credit note by its id or number."""
    context = Context.of(sandbox, tenant_id)
    for kind in (INVOICE, CREDIT_NOTE):
        document = by_key(kind.table(context.organisation), document_id)
        if document is not None:
            return context, document
    raise UnknownRecordError("There is no such document.")


def _latest(context: Context, document: Document) -> Payment | None:
    payments = [context.organisation.payments[each] for each in document.payment_ids]
    live = [payment for payment in payments if payment.status == "AUTHORISED"]
    return live[-1] if live else None
