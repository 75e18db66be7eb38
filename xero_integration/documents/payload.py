"""The literal JSON of an invoice, from a draft and the mirrored reference data. Pure."""

from __future__ import annotations

from typing import Any

from ..reference.book import ReferenceBook
from .draft import CustomerDraft, Draft, DraftLine, LineAmountTypes


def invoice_payload(
    draft: Draft, book: ReferenceBook, *, url: str, contact_mark: str
) -> dict[str, Any]:
    """What Xero gets, nothing left to its defaults that would change an amount.

    The contact is named by its id alone: any other field would be written to the contact.
    A contact that is still to be created is named by the number it will get.
    """
    payload: dict[str, Any] = {
        "Type": "ACCREC",
        "Contact": contact_reference(draft.customer, contact_mark),
        "Date": draft.issue_date.isoformat(),
        "LineAmountTypes": draft.line_amount_types,
        "Status": draft.status,
        "Url": url,
        "LineItems": [line_payload(line, draft, book) for line in draft.lines],
    }
    optional = {
        "DueDate": draft.due_date.isoformat() if draft.due_date else "",
        "CurrencyCode": draft.currency,
        "InvoiceNumber": draft.number,
        "Reference": draft.reference,
        "BrandingThemeID": draft.branding_theme_id,
    }
    return payload | {name: value for name, value in optional.items() if value}


def contact_reference(customer: CustomerDraft, contact_mark: str) -> dict[str, str]:
    if customer.contact_id:
        return {"ContactID": customer.contact_id}
    return {"ContactNumber": contact_mark}


def line_payload(line: DraftLine, draft: Draft, book: ReferenceBook) -> dict[str, Any]:
    """One line; a text-only line is sent as its description alone."""
    if line.is_text_only:
        return {"Description": line.description}
    item = book.items.get(line.item_id)
    priced: dict[str, Any] = {
        "Description": line.description,
        "Quantity": line.quantity,
        "UnitAmount": line.unit_amount,
    }
    taxed = draft.line_amount_types != LineAmountTypes.NO_TAX
    optional = {
        "ItemCode": item.code if item else "",
        "AccountCode": account_code(line, book),
        "TaxType": tax_type(line, book) if taxed else "",
        "DiscountRate": line.discount_rate,
        "DiscountAmount": line.discount_amount,
        "Tracking": [
            {"TrackingCategoryID": category, "TrackingOptionID": option}
            for category, option in line.tracking
        ],
    }
    return priced | {name: value for name, value in optional.items() if value}


def account_code(line: DraftLine, book: ReferenceBook) -> str:
    """The line's account, else the one of its item."""
    item = book.items.get(line.item_id)
    return line.account_code or (item.account_code if item else "")


def tax_type(line: DraftLine, book: ReferenceBook) -> str:
    """The line's tax type, else the item's, else the account's: Xero's own order."""
    item = book.items.get(line.item_id)
    chosen = line.tax_type or (item.tax_type if item else "")
    if chosen:
        return chosen
    account = book.accounts_by_code.get(account_code(line, book))
    return account.tax_type if account else ""
