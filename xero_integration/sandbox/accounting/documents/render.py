"""How a document looks: alone, in a page with lines, or in a plain list without them."""

from __future__ import annotations

from decimal import Decimal

from xero_integration.sandbox.accounting.contacts import render as contacts
from xero_integration.sandbox.accounting.records import (
    ZERO,
    Allocation,
    Document,
    Organisation,
    Payment,
)
from xero_integration.sandbox.accounting.wire import (
    Json,
    day_stamp,
    day_string,
    iso_seconds,
    money,
    present,
    stamp,
)

from .lines_render import render_line
from .status import ENDED


def render(
    organisation: Organisation, document: Document, *, places: int, written: bool = False
) -> Json:
    """A single document. The answer to the write that voids it still shows the amount due."""
    body = paged(organisation, document, places=places)
    contact = organisation.contacts.peek(document.contact_id)
    body["Contact"] = contacts.inside_document(contact) if contact else {}
    if written and document.status in ENDED:
        body |= _due(document)
    return body


def paged(organisation: Organisation, document: Document, *, places: int) -> Json:
    body = plain(organisation, document)
    body["LineItems"] = [render_line(organisation, line, places) for line in document.lines]
    return body


def plain(organisation: Organisation, document: Document) -> Json:
    """What a list without `page` tells: no lines."""
    body = summary(organisation, document)
    body["LineItems"] = []
    body["HasAttachments"] = bool(organisation.attachments.get(document.document_id))
    body["HasErrors"] = False
    payments = [organisation.payments.peek(each) for each in document.payment_ids]
    body["Payments"] = [_payment(each) for each in payments if each and each.status == "AUTHORISED"]
    if document.is_credit_note:
        body["Allocations"] = [_allocation(organisation, each) for each in document.allocations]
        return body
    body |= {"Prepayments": [], "Overpayments": [], "InvoicePaymentServices": []}
    body["CreditNotes"] = [_credit(organisation, each) for each in document.allocations]
    return body


def summary(organisation: Organisation, document: Document) -> Json:
    """`summaryOnly=true`: the head alone."""
    contact = organisation.contacts.peek(document.contact_id)
    body = _identity(document) | _dates(document)
    body |= _zero_due(document) if document.status in ENDED else _due(document)
    body |= {
        "Contact": contacts.brief(contact) if contact else {},
        "Status": document.status,
        "LineAmountTypes": document.line_amount_types,
        "SubTotal": document.sub_total,
        "TotalTax": document.total_tax,
        "Total": document.total,
        "UpdatedDateUTC": stamp(document.updated),
        "UpdatedDateUTCString": iso_seconds(document.updated),
        "CurrencyCode": document.currency_code,
        "CurrencyRate": document.currency_rate.quantize(Decimal("0.0000000001")),
    }
    return body


def _identity(document: Document) -> Json:
    common = present(
        {
            "Type": document.type,
            "Reference": document.reference,
            "Url": document.url or None,
            "BrandingThemeID": document.branding_theme_id or None,
        }
    )
    if document.is_credit_note:
        return common | {
            "CreditNoteID": document.document_id,
            "ID": document.document_id,
            "CreditNoteNumber": document.number,
            "SentToContact": document.sent_to_contact,
        }
    discounted = bool(document.total_discount)
    return common | present(
        {
            "InvoiceID": document.document_id,
            "InvoiceNumber": document.number,
            "IsDiscounted": discounted,
            "TotalDiscount": document.total_discount if discounted else None,
            "SentToContact": document.sent_to_contact,
        }
    )


def _dates(document: Document) -> Json:
    due, paid = document.due_date, document.fully_paid_on
    expected, planned = document.expected_payment_date, document.planned_payment_date
    return present(
        {
            "DateString": day_string(document.date),
            "Date": day_stamp(document.date),
            "DueDateString": day_string(due) if due else None,
            "DueDate": day_stamp(due) if due else None,
            "FullyPaidOnDate": day_stamp(paid) if paid else None,
            "ExpectedPaymentDate": day_stamp(expected) if expected else None,
            "PlannedPaymentDate": day_stamp(planned) if planned else None,
        }
    )


def _due(document: Document) -> Json:
    due = money(document.amount_due)
    if document.is_credit_note:
        return {"RemainingCredit": due}
    return {
        "AmountDue": due,
        "AmountPaid": money(document.amount_paid),
        "AmountCredited": money(document.amount_credited),
    }


def _zero_due(document: Document) -> Json:
    return {name: money(ZERO) for name in _due(document)}


def _payment(payment: Payment) -> Json:
    return present(
        {
            "PaymentID": payment.payment_id,
            "Date": day_stamp(payment.date),
            "Amount": money(payment.amount),
            "Reference": payment.reference or None,
            "CurrencyRate": payment.currency_rate.quantize(Decimal("0.0000000001")),
            "HasAccount": False,
            "HasValidationErrors": False,
        }
    )


def _credit(organisation: Organisation, allocation: Allocation) -> Json:
    note = organisation.credit_notes[allocation.credit_note_id]
    return {
        "CreditNoteID": note.document_id,
        "ID": note.document_id,
        "CreditNoteNumber": note.number,
        "AppliedAmount": money(allocation.amount),
        "Date": day_stamp(allocation.date),
        "DateString": day_string(allocation.date),
        "Total": note.total,
        "LineItems": [],
        "HasErrors": False,
    }


def _allocation(organisation: Organisation, allocation: Allocation) -> Json:
    invoice = organisation.invoices[allocation.invoice_id]
    return {
        "AllocationID": allocation.allocation_id,
        "Amount": money(allocation.amount),
        "Date": day_stamp(allocation.date),
        "Invoice": {
            "InvoiceID": invoice.document_id,
            "InvoiceNumber": invoice.number,
            "Payments": [],
            "CreditNotes": [],
            "LineItems": [],
            "HasErrors": False,
        },
        "IsDeleted": False,
    }
