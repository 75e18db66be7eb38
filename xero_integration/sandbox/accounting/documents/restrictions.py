"""What may still change on a document that money was applied to."""

from __future__ import annotations

from dataclasses import fields

from xero_integration.sandbox.accounting.records import Document, Line
from xero_integration.sandbox.accounting.refusals import InvalidElementError

from .status import LOCKED_BY_MONEY, has_money

ALWAYS = {"updated", "status"}
SALE = ALWAYS | {"due_date", "sent_to_contact", "expected_payment_date"}
# Bills since 19 March 2026.
BILL = ALWAYS | {
    "reference", "due_date", "number", "branding_theme_id", "contact_id", "url",
    "planned_payment_date", "sent_to_contact",
}  # fmt: skip
BILL_LINE = {"description", "account_code", "tracking"}


def check_restrictions(before: Document, after: Document) -> None:
    """Compare what would change with what may; sending the same again changes nothing."""
    if not has_money(before):
        return
    allowed = BILL if before.type == "ACCPAY" else SALE
    changed = _changed(before, after) - {"lines"}
    if changed - allowed or not _lines_allowed(before, after):
        raise InvalidElementError(LOCKED_BY_MONEY)


def _changed(before: object, after: object) -> set[str]:
    names = (field.name for field in fields(before))  # type: ignore[arg-type]
    return {name for name in names if getattr(before, name) != getattr(after, name)}


def _lines_allowed(before: Document, after: Document) -> bool:
    if [line.line_id for line in before.lines] != [line.line_id for line in after.lines]:
        return False
    allowed = BILL_LINE if before.type == "ACCPAY" else set()
    pairs = zip(before.lines, after.lines, strict=True)
    return all(_line_changes(old, new) <= allowed for old, new in pairs)


def _line_changes(old: Line, new: Line) -> set[str]:
    """A repeated tax amount is not a change."""
    return _changed(old, new) - {"tax_override"}
