"""Xero's arithmetic, to the cent: per-line rounding half up, then sums. Pure.

Source: developer.xero.com/documentation/api-guides/rounding-in-xero (read November 2026).
Unit prices keep four places because every call asks for ``unitdp=4``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What the arithmetic needs of a line. ``tax_rate`` is a percentage, e.g. 15.

    ``kept_tax`` was written by hand and stands whatever the rate says.
    """

    quantity: Decimal
    unit_amount: Decimal
    discount_rate: Decimal | None
    discount_amount: Decimal | None
    tax_rate: Decimal
    tax_name: str
    kept_tax: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TaxSum:
    """The tax of all lines that share a rate."""

    name: str
    rate: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums in the currency of the invoice; ``line_amounts`` in the order of the lines."""

    subtotal: Decimal
    total_tax: Decimal
    total: Decimal
    taxes: tuple[TaxSum, ...]
    line_amounts: tuple[Decimal, ...]
    line_taxes: tuple[Decimal, ...]

    @property
    def of_lines(self) -> Decimal:
        """The lines added up as priced: before tax if exclusive, with tax if inclusive."""
        return sum(self.line_amounts, Decimal("0.00"))


def to_cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def line_amount(line: PricedLine) -> Decimal:
    """Quantity × price less the discount, rounded once."""
    gross = line.quantity * line.unit_amount
    if line.discount_rate is not None:
        return to_cents(gross * (1 - line.discount_rate / HUNDRED))
    return to_cents(gross - (line.discount_amount or 0))


def line_tax(amount: Decimal, rate: Decimal, line_amount_types: str) -> Decimal:
    """The tax on (Exclusive) or inside (Inclusive) a line amount."""
    if line_amount_types == "NoTax":
        return Decimal("0.00")
    if line_amount_types == "Inclusive":
        return to_cents(amount * rate / (HUNDRED + rate))
    return to_cents(amount * rate / HUNDRED)


def totals(lines: Sequence[PricedLine], line_amount_types: str) -> Totals:
    """Xero's totals for these lines under a tax mode."""
    amounts = [line_amount(line) for line in lines]
    taxes = [
        line_tax(amount, line.tax_rate, line_amount_types)
        if line.kept_tax is None
        else line.kept_tax
        for amount, line in zip(amounts, lines, strict=True)
    ]
    total_tax = sum(taxes, Decimal("0.00"))
    summed = sum(amounts, Decimal("0.00"))
    subtotal = summed - total_tax if line_amount_types == "Inclusive" else summed
    return Totals(
        subtotal=subtotal,
        total_tax=total_tax,
        total=subtotal + total_tax,
        taxes=_by_rate(zip(lines, taxes, strict=True), line_amount_types),
        line_amounts=tuple(amounts),
        line_taxes=tuple(taxes),
    )


def _by_rate(
    taxed: Iterable[tuple[PricedLine, Decimal]], line_amount_types: str
) -> tuple[TaxSum, ...]:
    if line_amount_types == "NoTax":
        return ()
    sums: dict[tuple[str, Decimal], Decimal] = {}
    for line, tax in taxed:
        if line.tax_name:
            key = (line.tax_name, line.tax_rate)
            sums[key] = sums.get(key, Decimal("0.00")) + tax
    return tuple(TaxSum(name, rate, tax) for (name, rate), tax in sums.items())
