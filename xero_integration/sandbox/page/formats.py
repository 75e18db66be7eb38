"""How the page writes money, dates, statuses and kinds of documents."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from markupsafe import Markup

# The words of Xero's own screens, which differ from those of its API.
STATUSES = {
    "DRAFT": "Draft",
    "SUBMITTED": "Awaiting approval",
    "AUTHORISED": "Awaiting payment",
    "PAID": "Paid",
    "VOIDED": "Voided",
    "DELETED": "Deleted",
    "ACTIVE": "Active",
    "ARCHIVED": "Archived",
}
TAX_MODES = {"Exclusive": "Tax exclusive", "Inclusive": "Tax inclusive", "NoTax": "Without tax"}
KINDS = {
    "ACCREC": "Invoice",
    "ACCPAY": "Bill",
    "ACCRECCREDIT": "Credit note",
    "ACCPAYCREDIT": "Supplier credit",
}


def money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def quantity(value: Decimal | None) -> str:
    """As written, without trailing zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def price(value: Decimal | None) -> str:
    """Two decimal places, or the four that prices may have."""
    if value is None:
        return ""
    places = 2 if value == round(value, 2) else 4
    return f"{value:,.{places}f}"


def day(value: date | None) -> str:
    return "" if value is None else f"{value.day} {value:%b %Y}"


def moment(value: datetime) -> Markup:
    shown = value.strftime("%d %b %Y, %H:%M:%S UTC")
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), shown)


def badge(status: str, word: str = "") -> Markup:
    word = word or STATUSES.get(status, status.capitalize())
    return Markup('<span class="badge {}">{}</span>').format(status.lower(), word)
