"""The deal's lines as form values: prices, discounts and what the mapping adds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from ..host.records import HostLine
from ..reference.book import ItemInfo
from .money import to_cents

FOUR_PLACES = Decimal("0.0001")


def plain(number: Decimal | None) -> str:
    """A number as an input shows it: no exponent, no needless zeros; "" for None."""
    if number is None:
        return ""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def line_values(
    line: HostLine,
    item: ItemInfo | None,
    *,
    account_code: str,
    tax_type: str,
    default_tax_type: str,
) -> Mapping[str, str]:
    """One line of the deal under the names of the form's fields.

    The host's own tax code (``tax_type``, already mapped) wins over the item's, which wins
    over the company's default.
    """
    quantity, unit_amount = price(line)
    percent = line.discount_percent
    discount = percent if percent is not None else line.discount_amount
    if line.unit_amount is None:
        discount = None  # a line total already has its discount in it
    return {
        "description": line.description,
        "quantity": plain(quantity),
        "unit_amount": plain(unit_amount),
        "discount": plain(discount) if discount else "",
        "discount_kind": "amount" if percent is None and discount else "percent",
        "item_id": item.id if item else "",
        "account_code": (item.account_code if item else "") or account_code,
        "tax_type": tax_type or (item.tax_type if item else "") or default_tax_type,
        "product_key": line.product.key if line.product else "",
        "product_name": line.product.name if line.product else "",
        "product_code": line.product.code if line.product else "",
    }


def price(line: HostLine) -> tuple[Decimal, Decimal]:
    """Quantity and unit price that give the host's own amount to the cent.

    What Xero's four places can't reproduce (a line total, a finer price or quantity) becomes
    one unit of that amount.
    """
    quantity, unit = _four(line.quantity), line.unit_amount
    if unit is not None:
        amount = line.quantity * unit
    else:
        amount = line.line_total or Decimal(0)
        unit = amount / line.quantity if line.quantity else amount
        quantity = quantity or Decimal(1)
    unit = _four(unit)
    if to_cents(quantity * unit) == to_cents(amount):
        return quantity, unit
    # A percentage is taken off before Xero rounds to cents.
    return Decimal(1), to_cents(amount) if line.discount_percent is None else _four(amount)


def _four(number: Decimal) -> Decimal:
    return number.quantize(FOUR_PLACES, ROUND_HALF_UP)
