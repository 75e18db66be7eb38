"""An invoice of Xero as the raw values of the invoice form. Pure.

What the form has no field for is left to ``edit_payload``, which leaves it as it is in Xero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ..client.records import CreditNote, Invoice
from ..client.records.line_item import LineItem, LineTracking
from ..reference.book import ContactInfo, ReferenceBook, TrackingInfo
from .form_head import ADDRESS_FIELDS
from .form_line import TRACKING
from .form_lines import NEW_LINE
from .form_values import Values, with_lines
from .prefill_lines import plain

UNKNOWN_ITEM = "code:"
"""Stands before the code of an item that the mirror does not know (any more)."""


def invoice_values(invoice: Invoice, book: ReferenceBook, item_ids: Mapping[str, str]) -> Values:
    """The whole form; ``item_ids`` are the ids of Xero's items by their codes."""
    values: Values = {
        **customer_values(invoice, book.contact),
        "number": invoice.invoice_number,
        "issue_date": invoice.date.isoformat() if invoice.date else "",
        "due_date": invoice.due_date.isoformat() if invoice.due_date else "",
        "reference": invoice.reference,
        "line_amount_types": invoice.line_amount_types,
        "currency": invoice.currency_code,
        "branding_theme_id": str(invoice.branding_theme_id or ""),
        "save_as": invoice.status,
        "contact_id": contact_id_of(invoice),
        "contact_create": "",
        "update_contact": "",
    }
    return with_lines(values, (_line(line, book, item_ids) for line in invoice.line_items))


def contact_id_of(document: Invoice | CreditNote) -> str:
    contact = document.contact
    return str(contact.contact_id) if contact and contact.contact_id else ""


def customer_values(invoice: Invoice, contact: ContactInfo | None) -> dict[str, str]:
    """What Xero knows of the contact, so that an update of it would change nothing."""
    if contact is None:
        empty = dict.fromkeys(("customer_email", "tax_number", *ADDRESS_FIELDS.values()), "")
        return {**empty, "customer_name": invoice.contact.name if invoice.contact else ""}
    address = {name: getattr(contact.postal, part) for part, name in ADDRESS_FIELDS.items()}
    return {
        **address,
        "customer_name": contact.name,
        "customer_email": _address(contact.email),
        "tax_number": contact.tax_number,
    }


def _address(text: str) -> str:
    """Xero's people may have written two in one field: that must not stop an edit."""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text


def _line(line: LineItem, book: ReferenceBook, item_ids: Mapping[str, str]) -> dict[str, str]:
    by_amount = is_discounted_by_amount(line)
    discount = line.discount_amount if by_amount else line.discount_rate
    codes = line.item_code or line.account_code
    return {
        **NEW_LINE,
        "line_id": str(line.line_item_id or ""),
        "description": line.description,
        "quantity": plain(line.quantity),
        "unit_amount": "0" if codes and line.unit_amount is None else plain(line.unit_amount),
        "discount": plain(discount) if discount else "",
        "discount_kind": "amount" if by_amount else "percent",
        "item_id": _item_id(line, item_ids),
        "account_code": line.account_code,
        "tax_type": line.tax_type,
        **_tracking_values(line.tracking, book),
    }


def is_discounted_by_amount(line: LineItem) -> bool:
    return not line.discount_rate and bool(line.discount_amount)


def _item_id(line: LineItem, item_ids: Mapping[str, str]) -> str:
    if not line.item_code:
        return ""
    return item_ids.get(line.item_code, f"{UNKNOWN_ITEM}{line.item_code}")


def _tracking_values(tracking: Iterable[LineTracking], book: ReferenceBook) -> dict[str, str]:
    chosen = list(tracking)
    return {
        name: next(filter(None, (option_id_of(each, category) for each in chosen)), "")
        for name, category in zip(TRACKING, book.tracking, strict=False)
    }


def option_id_of(tracking: LineTracking, category: TrackingInfo) -> str:
    """The option in the form's list; "" when it is of another category or not offered."""
    same = str(tracking.tracking_category_id or "") == category.id or (
        tracking.tracking_category_id is None and tracking.name == category.name
    )
    ids = {option.name: option.id for option in category.options} if same else {}
    return ids.get(tracking.option, "")


def hidden_tracking(line: LineItem, book: ReferenceBook) -> list[LineTracking]:
    """What the form can't show: archived categories and options."""
    shown = book.tracking[: len(TRACKING)]
    return [each for each in line.tracking if not any(option_id_of(each, one) for one in shown)]


def item_codes(invoice: Invoice) -> set[str]:
    return {line.item_code for line in invoice.line_items} - {""}


def content_of(document: Invoice | CreditNote) -> tuple[Any, ...]:
    """All that the form shows of a document, to see whether two versions differ in it."""
    number = (
        document.invoice_number if isinstance(document, Invoice) else document.credit_note_number
    )
    lines = tuple(
        (
            line.line_item_id,
            line.description,
            line.quantity,
            line.unit_amount,
            line.discount_rate or None,
            line.discount_amount or None,
            line.item_code,
            line.account_code,
            line.tax_type,
            line.tax_amount,
            tuple((each.name, each.option) for each in line.tracking),
        )
        for line in document.line_items
    )
    return (
        document.status,
        contact_id_of(document),
        number,
        document.reference,
        document.date,
        document.due_date,
        document.line_amount_types,
        document.currency_code,
        document.branding_theme_id,
        lines,
    )
