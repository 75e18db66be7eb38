"""From Xero's records to the columns of the mirror. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..client.records import Invoice
from ..client.records.line_item import LineItem
from .models import DocumentLine, Settlement, SettlementKind

ZERO = Decimal("0.00")


def document_columns(invoice: Invoice) -> dict[str, Any]:
    """The Xero-owned columns of a Document."""
    contact = invoice.contact
    return {
        "kind": invoice.type,
        "status": invoice.status,
        "number": invoice.invoice_number,
        "reference": invoice.reference,
        "contact_id": _id(contact.contact_id if contact else None),
        "contact_name": contact.name if contact else "",
        "date": invoice.date,
        "due_date": invoice.due_date,
        "fully_paid_on": invoice.fully_paid_on_date,
        "currency": invoice.currency_code,
        "line_amount_types": invoice.line_amount_types,
        "branding_theme_id": _id(invoice.branding_theme_id),
        "url": invoice.url,
        "subtotal": invoice.sub_total or ZERO,
        "total_tax": invoice.total_tax or ZERO,
        "total": invoice.total or ZERO,
        "amount_due": invoice.amount_due or ZERO,
        "amount_paid": invoice.amount_paid or ZERO,
        "amount_credited": invoice.amount_credited or ZERO,
        "sent_to_contact": bool(invoice.sent_to_contact),
        "updated_at": invoice.updated_date_utc,
    }


def lines(invoice: Invoice) -> list[DocumentLine]:
    """Unsaved lines, in Xero's order."""
    return [_line(position, line) for position, line in enumerate(invoice.line_items)]


def _line(position: int, line: LineItem) -> DocumentLine:
    return DocumentLine(
        position=position,
        xero_id=_id(line.line_item_id),
        description=line.description,
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        discount_rate=line.discount_rate,
        discount_amount=line.discount_amount,
        item_code=line.item_code,
        account_code=line.account_code,
        tax_type=line.tax_type,
        tax_amount=line.tax_amount,
        line_amount=line.line_amount,
    )


def settlements(invoice: Invoice) -> list[Settlement]:
    """Unsaved payments and credits that are set against the invoice."""
    paid = [
        Settlement(
            kind=SettlementKind.PAYMENT,
            xero_id=_id(payment.payment_id),
            date=payment.date,
            amount=payment.amount or ZERO,
            reference=payment.reference,
        )
        for payment in invoice.payments
    ]
    return _summed([*paid, *_credits(invoice)])


def _summed(rows: list[Settlement]) -> list[Settlement]:
    """A credit that was allocated in two parts is one row with the sum."""
    by_id: dict[tuple[str, str], Settlement] = {}
    for row in rows:
        first = by_id.setdefault((row.kind, row.xero_id), row)
        if first is not row:
            first.amount += row.amount
    return list(by_id.values())


def _credits(invoice: Invoice) -> list[Settlement]:
    applied = [
        (SettlementKind.CREDIT_NOTE, credit, credit.credit_note_id)
        for credit in invoice.credit_notes
    ]
    applied += [
        (SettlementKind.PREPAYMENT, credit, credit.prepayment_id) for credit in invoice.prepayments
    ]
    applied += [
        (SettlementKind.OVERPAYMENT, credit, credit.overpayment_id)
        for credit in invoice.overpayments
    ]
    return [
        Settlement(
            kind=kind,
            xero_id=_id(xero_id),
            date=credit.date,
            amount=credit.applied_amount or ZERO,
            reference=credit.credit_note_number,
        )
        for kind, credit, xero_id in applied
    ]


def _id(value: object) -> str:
    return str(value) if value else ""
