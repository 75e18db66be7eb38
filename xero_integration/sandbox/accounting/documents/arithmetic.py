"""Xero's arithmetic: per-line rounding, half up, in decimals only.

Rules: https://developer.xero.com/documentation/api-guides/rounding-in-xero
"""

from __future__ import annotations

from decimal import Decimal

from xero_integration.sandbox.accounting.records import ZERO, Document, Line
from xero_integration.sandbox.accounting.wire import money

HUNDRED = Decimal(100)


def gross_amount(line: Line) -> Decimal:
    """Quantity times price, before any discount."""
    return money((line.quantity or ZERO) * (line.unit_amount or ZERO))


def line_amount(line: Line) -> Decimal:
    exact = (line.quantity or ZERO) * (line.unit_amount or ZERO)
    if line.discount_amount is not None:
        return money(exact - line.discount_amount)
    if line.discount_rate is not None:
        return money(exact * (1 - line.discount_rate / HUNDRED))
    return money(exact)


def tax_amount(amount: Decimal, rate: Decimal, line_amount_types: str) -> Decimal:
    """Half-way cents go away from zero; for negative lines Xero's direction is unconfirmed."""
    if line_amount_types == "NoTax":
        return money(ZERO)
    if line_amount_types == "Inclusive":
        return money(amount * rate / (HUNDRED + rate))
    return money(amount * rate / HUNDRED)


def total_up(document: Document, rates: dict[str, Decimal]) -> None:
    """Work out every line and the totals of a document."""
    discount = ZERO
    for line in document.lines:
        line.line_amount = line_amount(line)
        rate = rates.get(line.tax_type, ZERO)
        line.tax_amount = tax_amount(line.line_amount, rate, document.line_amount_types)
        if line.tax_override is not None and document.line_amount_types != "NoTax":
            line.tax_amount = money(line.tax_override)
        if line.discount_rate is not None or line.discount_amount is not None:
            discount += gross_amount(line) - line.line_amount
    amounts = sum((line.line_amount for line in document.lines), ZERO)
    document.total_tax = money(sum((line.tax_amount for line in document.lines), ZERO))
    inclusive = document.line_amount_types == "Inclusive"
    document.sub_total = money(amounts - document.total_tax if inclusive else amounts)
    document.total = money(document.sub_total + document.total_tax)
    document.total_discount = money(discount)
