"""The literal JSON that changes an invoice in Xero. Pure.

Xero keeps what is left out of an invoice and of a line that is named by its LineItemID, adds
lines without one, and deletes those that are not named
(developer.xero.com/documentation/api/accounting/invoices, read November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..client.records import Invoice
from ..client.records.line_item import LineItem, LineTracking
from ..reference.book import ReferenceBook
from .draft import Draft, DraftLine, LineAmountTypes
from .edit_values import hidden_tracking, is_discounted_by_amount
from .money import line_amount, line_tax
from .payload import contact_reference, line_payload, tax_type
from .plan import priced

CODES = {"ItemCode": "item_code", "AccountCode": "account_code", "UnitAmount": "unit_amount"}
PRICED = {**CODES, "Quantity": "quantity", "TaxType": "tax_type"}


def update_payload(
    draft: Draft, book: ReferenceBook, invoice: Invoice, *, contact_mark: str
) -> dict[str, Any]:
    """``invoice`` is what Xero holds. Its Url stays: it may carry the mark of its creation."""
    before = lines_by_id(invoice)
    payload: dict[str, Any] = {
        "InvoiceID": str(invoice.invoice_id),
        "Type": "ACCREC",
        "Contact": contact_reference(draft.customer, contact_mark),
        "Date": draft.issue_date.isoformat(),
        "LineAmountTypes": draft.line_amount_types,
        # Sent again even when it stays: without it Xero may refuse to edit an approved one.
        "Status": draft.status,
    }
    optional = {
        "DueDate": draft.due_date.isoformat() if draft.due_date else "",
        "CurrencyCode": draft.currency,
        "InvoiceNumber": draft.number,
        "BrandingThemeID": draft.branding_theme_id or _standard_theme(book, invoice),
    }
    payload |= {name: value for name, value in optional.items() if value}
    if draft.reference or invoice.reference:
        payload["Reference"] = draft.reference
    payload["LineItems"] = [
        _line(line, draft, book, before.pop(line.line_id, None)) for line in draft.lines
    ]
    return payload


def lines_by_id(invoice: Invoice) -> dict[str, LineItem]:
    return {str(line.line_item_id): line for line in invoice.line_items if line.line_item_id}


def with_kept_taxes(draft: Draft, book: ReferenceBook, invoice: Invoice) -> Draft:
    """Taxes that an accountant wrote by hand stay on the lines whose amounts stay."""
    before = lines_by_id(invoice)
    lines = (
        replace(line, kept_tax=_kept_tax(line, draft, book, invoice, before[line.line_id]))
        if line.line_id in before
        else line
        for line in draft.lines
    )
    return replace(draft, lines=tuple(lines))


def _kept_tax(
    line: DraftLine, draft: Draft, book: ReferenceBook, invoice: Invoice, before: LineItem
) -> Any:
    discount = before.discount_amount if is_discounted_by_amount(before) else before.discount_rate
    same = (
        line.quantity == before.quantity
        and line.unit_amount == before.unit_amount
        and (line.discount_rate or line.discount_amount) == (discount or None)
        and tax_type(line, book) == before.tax_type
        and draft.line_amount_types == invoice.line_amount_types != LineAmountTypes.NO_TAX
    )
    if not same:
        return None
    known = priced(line, draft, book)
    computed = line_tax(line_amount(known), known.tax_rate, draft.line_amount_types)
    return before.tax_amount if before.tax_amount != computed else None


def _line(
    line: DraftLine, draft: Draft, book: ReferenceBook, before: LineItem | None
) -> dict[str, Any]:
    """One line. A line that loses something is sent as a new one in place of the old.

    Xero does not say that an empty text takes a code off a line; that a line which is not
    named goes, it does.
    """
    payload = line_payload(line, draft, book)
    payload.pop("Tracking", None)
    if before is None:
        return payload | _tracking(line, book, ())
    hidden = hidden_tracking(before, book)
    tracking = _tracking(line, book, hidden)
    if _loses(payload, tracking, line, draft, before):
        return payload | tracking
    if same_tracking(tracking.get("Tracking", ()), before.tracking):
        tracking = {}
    kept_tax = {} if line.kept_tax is None else {"TaxAmount": line.kept_tax}
    return (
        {"LineItemID": line.line_id} | payload | _no_discount(payload, before) | kept_tax | tracking
    )


def _loses(
    payload: Mapping[str, Any],
    tracking: Mapping[str, Any],
    line: DraftLine,
    draft: Draft,
    before: LineItem,
) -> bool:
    names = dict(CODES if line.is_text_only else PRICED)
    if draft.line_amount_types == LineAmountTypes.NO_TAX:
        names.pop("TaxType", None)
    lost = [name for name, held in names.items() if getattr(before, held) and name not in payload]
    return bool(lost) or (bool(before.tracking) and not tracking)


def _no_discount(payload: Mapping[str, Any], before: LineItem) -> dict[str, int]:
    if not (before.discount_rate or before.discount_amount):
        return {}
    name = "DiscountAmount" if is_discounted_by_amount(before) else "DiscountRate"
    return {} if name in payload else {name: 0}


def _tracking(
    line: DraftLine, book: ReferenceBook, hidden: Sequence[LineTracking]
) -> dict[str, Any]:
    """With ids and names, as Xero itself tells only the names of options."""
    chosen = [_option(category, option, book) for category, option in line.tracking]
    kept = [{"Name": each.name, "Option": each.option} for each in hidden]
    return {"Tracking": chosen + kept} if chosen or kept else {}


def _option(category_id: str, option_id: str, book: ReferenceBook) -> dict[str, str]:
    named = {"TrackingCategoryID": category_id, "TrackingOptionID": option_id}
    category = book.tracking_by_id.get(category_id)
    if category is None:
        return named
    names = {option.id: option.name for option in category.options}
    return named | {"Name": category.name, "Option": names.get(option_id, "")}


def same_tracking(sent: Sequence[Mapping[str, str]], held: Sequence[LineTracking]) -> bool:
    wanted = {(each.get("Name", ""), each.get("Option", "")) for each in sent}
    return wanted == {(each.name, each.option) for each in held}


def _standard_theme(book: ReferenceBook, invoice: Invoice) -> str:
    """Only naming it takes another template off an invoice."""
    standard = book.default_theme
    return standard.id if standard and invoice.branding_theme_id else ""
