"""Xero's arithmetic against its published and captured figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_integration.documents.money import PricedLine, totals


def line(amount: str, *, quantity: str = "1", rate: str = "15", **discount: Decimal) -> PricedLine:
    return PricedLine(
        quantity=Decimal(quantity),
        unit_amount=Decimal(amount),
        discount_rate=discount.get("percent"),
        discount_amount=discount.get("off"),
        tax_rate=Decimal(rate),
        tax_name=f"GST {rate}",
    )


def test_tax_is_rounded_on_each_line_and_then_added_up():
    """developer.xero.com/documentation/api-guides/rounding-in-xero: 11.44, not 11.45."""
    sums = totals([line("25.06"), line("25.61"), line("25.63")], "Exclusive")
    assert sums.line_taxes == (Decimal("3.76"), Decimal("3.84"), Decimal("3.84"))
    assert (sums.total_tax, sums.total) == (Decimal("11.44"), Decimal("87.74"))


@pytest.mark.parametrize(
    ("amount", "tax", "subtotal"), [("541.25", "70.60", "470.65"), ("500.00", "65.22", "434.78")]
)
def test_inclusive_prices_hold_the_tax_that_xero_takes_out(amount, tax, subtotal):
    sums = totals([line(amount)], "Inclusive")
    assert (sums.total_tax, sums.subtotal) == (Decimal(tax), Decimal(subtotal))
    assert sums.total == Decimal(amount)


def test_half_a_cent_rounds_up():
    assert totals([line("21.65", rate="10")], "Exclusive").total_tax == Decimal("2.17")


def test_no_tax_means_no_tax_and_no_tax_sums():
    sums = totals([line("100")], "NoTax")
    assert (sums.total_tax, sums.total, sums.taxes) == (Decimal("0.00"), Decimal("100.00"), ())


def test_a_discount_is_taken_before_the_one_rounding_of_the_line():
    percent = line("33.3333", quantity="3", percent=Decimal("12.5"))
    assert totals([percent], "NoTax").total == Decimal("87.50")
    fixed = line("10.005", quantity="2", off=Decimal("0.004"))
    assert totals([fixed], "NoTax").total == Decimal("20.01")


def test_tax_is_shown_by_rate_in_the_order_of_the_lines():
    sums = totals([line("10"), line("20", rate="0"), line("30")], "Exclusive")
    assert [(tax.name, tax.tax) for tax in sums.taxes] == [
        ("GST 15", Decimal("6.00")),
        ("GST 0", Decimal("0.00")),
    ]
