"""The due date that follows from a contact's payment terms."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from xero_integration.sandbox.accounting.records import Contact, Document


def default_due_date(contact: Contact | None, document: Document) -> date | None:
    """Without terms on the contact there is no default."""
    if contact is None or document.is_credit_note:
        return None
    side = "Sales" if document.is_sale else "Bills"
    terms = contact.fields.get("PaymentTerms", {}).get(side, {})
    if "Day" not in terms or "Type" not in terms:
        return None
    return due_date(document.date, int(terms["Day"]), str(terms["Type"]))


def due_date(day: date, days: int, kind: str) -> date:
    if kind == "DAYSAFTERBILLDATE":
        return day + timedelta(days=days)
    if kind == "DAYSAFTERBILLMONTH":
        return _in_month(day.year, day.month, 31) + timedelta(days=days)
    if kind == "OFCURRENTMONTH":
        return _in_month(day.year, day.month, days)
    following = _in_month(day.year, day.month, 31) + timedelta(days=1)
    return _in_month(following.year, following.month, days)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
