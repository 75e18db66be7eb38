"""What payments and allocations do to a document: amounts, PAID and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .context import Context
from .documents.kinds import kind_of
from .records import ZERO, Document


def settle(context: Context, document: Document, day: date) -> None:
    """Work out what is paid and credited; PAID at zero due, AUTHORISED again above it."""
    payments = [context.organisation.payments[each] for each in document.payment_ids]
    live = [payment.amount for payment in payments if payment.status == "AUTHORISED"]
    document.amount_paid = sum(live, ZERO)
    document.amount_credited = _credited(document)
    if document.status == "AUTHORISED" and document.amount_due == 0:
        document.status, document.fully_paid_on = "PAID", day
    elif document.status == "PAID" and document.amount_due > 0:
        document.status, document.fully_paid_on = "AUTHORISED", None
    document.updated = context.now
    context.notify(kind_of(document).category, document.document_id, "UPDATE")


def _credited(document: Document) -> Decimal:
    return sum((allocation.amount for allocation in document.allocations), ZERO)
