"""The words in which a test describes a deal's line, whatever the host makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """``product`` is a product's code; a host makes the product when it has none with it."""

    description: str = "Consulting"
    quantity: Decimal | str = "1"
    price: Decimal | str = "100"
    discount_percent: Decimal | str | None = None
    discount_amount: Decimal | str | None = None
    product: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    name: str = "Harbour Bakery"
    email: str = "accounts@harbour.example"
    address: str = "12 Quay Street"
    city: str = "Auckland"
    postcode: str = "1010"
    country: str = "New Zealand"
    vat_number: str = ""


DEFAULT_LINES = (
    Line(description="Bread oven", quantity="2", price="1200.00", product="OVEN"),
    Line(description="Installation", quantity="1", price="350.50", product="INSTALL"),
)
