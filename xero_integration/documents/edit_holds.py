"""Whether an invoice in Xero says what an update asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from decimal import Decimal
from typing import Any

from ..client.records import Invoice
from ..client.records.line_item import LineItem
from .edit_payload import same_tracking
from .edit_values import contact_id_of

Says = Callable[[Any, Any], bool]

LATER = {
    "DRAFT": {"DRAFT"},
    "SUBMITTED": {"SUBMITTED", "AUTHORISED", "PAID"},
    "AUTHORISED": {"AUTHORISED", "PAID"},
}
"""What an invoice may have become that was saved with a status."""


def holds(
    invoice: Invoice, body: Mapping[str, Any], *, known: Container[str] = (), contact_id: str = ""
) -> bool:
    """``known`` are the lines there were before: a line sent without an id is none of them.

    ``contact_id`` is the contact's where the body names it by a number.
    """
    wanted = body["Contact"].get("ContactID") or contact_id
    lines = body["LineItems"]
    return (
        wanted == contact_id_of(invoice)
        and invoice.status in LATER.get(body["Status"], {body["Status"]})
        and all(says(invoice, body[name]) for name, says in HEAD.items() if name in body)
        and len(lines) == len(invoice.line_items)
        and all(
            _line_holds(held, sent, known)
            for held, sent in zip(invoice.line_items, lines, strict=True)
        )
    )


def _line_holds(held: LineItem, sent: Mapping[str, Any], known: Container[str]) -> bool:
    if "LineItemID" not in sent and str(held.line_item_id) in known:
        return False
    return all(says(held, sent[name]) for name, says in LINE.items() if name in sent)


def _text(attribute: str) -> Says:
    return lambda record, sent: str(getattr(record, attribute) or "") == str(sent)


def _number(attribute: str) -> Says:
    return lambda record, sent: (getattr(record, attribute) or 0) == Decimal(str(sent))


def _day(attribute: str) -> Says:
    return lambda record, sent: str(getattr(record, attribute)) == sent


def _tracked(line: LineItem, sent: Any) -> bool:
    return same_tracking(sent, line.tracking)


HEAD: Mapping[str, Says] = {
    "Date": _day("date"),
    "DueDate": _day("due_date"),
    "LineAmountTypes": _text("line_amount_types"),
    "CurrencyCode": _text("currency_code"),
    "InvoiceNumber": _text("invoice_number"),
    "BrandingThemeID": _text("branding_theme_id"),
    "Reference": _text("reference"),
}

LINE: Mapping[str, Says] = {
    "LineItemID": _text("line_item_id"),
    "Description": _text("description"),
    "Quantity": _number("quantity"),
    "UnitAmount": _number("unit_amount"),
    "DiscountRate": _number("discount_rate"),
    "DiscountAmount": _number("discount_amount"),
    "ItemCode": _text("item_code"),
    "AccountCode": _text("account_code"),
    "TaxType": _text("tax_type"),
    "TaxAmount": _number("tax_amount"),
    "Tracking": _tracked,
}
