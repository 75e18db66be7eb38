"""Applies a credit note to an invoice, and takes it back."""

from __future__ import annotations

from .batch import Written
from .context import Context
from .documents.locks import check_lock
from .documents.values import read_date, read_number
from .records import ZERO, Allocation, Document
from .refusals import InvalidElementError, Problems
from .settlement import settle
from .wire import Json, day_stamp, money


def allocate(context: Context, note: Document, element: Json) -> Written:
    invoice = _invoice(context, element)
    amount = money(read_number(element, "Amount") or ZERO)
    day = read_date(element, "Date") or context.today
    problems = Problems()
    problems.add_if(
        note.status != "AUTHORISED" or amount > note.amount_due,
        "Credit Note cannot be allocated as amount is greater than amount outstanding",
    )
    problems.add_if(
        invoice.status != "AUTHORISED" or amount > invoice.amount_due,
        "The invoice you are trying to allocate to has already been paid off",
    )
    problems.add_if(amount <= 0, "Allocation amount must be greater than zero")
    check_lock(context.organisation, day, problems)
    problems.raise_any()
    allocation = Allocation(context.new_id(), note.document_id, invoice.document_id, amount, day)
    for document in (note, invoice):
        document.allocations = [*document.allocations, allocation]
        settle(context, document, day)
        context.note(document.document_id, "Credited", f"Credit of {amount} applied.")
    return Written(
        {
            "AllocationID": allocation.allocation_id,
            "Amount": amount,
            "Date": day_stamp(day),
            "Invoice": {"InvoiceID": invoice.document_id, "InvoiceNumber": invoice.number},
        }
    )


def deallocate(context: Context, note: Document, allocation: Allocation) -> None:
    for document in (note, context.organisation.invoices[allocation.invoice_id]):
        document.allocations = [each for each in document.allocations if each is not allocation]
        settle(context, document, allocation.date)


def _invoice(context: Context, element: Json) -> Document:
    key = str(element.get("Invoice", {}).get("InvoiceID", "")).lower()
    if context.organisation.invoices.peek(key) is None:
        raise InvalidElementError(
            "An existing Invoice with the specified InvoiceID could not be found"
        )
    return context.organisation.invoices[key]
