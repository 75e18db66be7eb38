"""The plan of a ready-made organisation: what differs from country to country."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """One tax rate; several components are written as name and percentage pairs."""

    name: str
    tax_type: str
    percent: str
    report: str
    classes: str
    status: str = "ACTIVE"


@dataclass(frozen=True)
class Ledger:
    """One account; `tax` names a role (sales, purchases, none), not a code."""

    code: str
    name: str
    type: str
    tax: str = "none"
    system: str = ""
    payments: bool = False
    status: str = "ACTIVE"


@dataclass(frozen=True)
class Person:
    """One contact."""

    name: str
    first: str = ""
    last: str = ""
    email: str = ""
    city: str = ""
    street: str = ""
    postcode: str = ""
    tax_number: str = ""
    number: str = ""
    supplier: bool = False


@dataclass(frozen=True)
class Product:
    code: str
    name: str
    price: str
    sales_account: str = "200"
    cost: str = ""
    description: str = ""


@dataclass(frozen=True)
class Blueprint:
    key: str
    name: str
    legal_name: str
    short_code: str
    version: str
    country_code: str
    country: str
    currency: str
    other_currencies: tuple[str, ...]
    timezone: str
    zone: str
    tax_number: str
    class_: str
    is_demo: bool
    email_cap: int
    year_end: tuple[int, int]
    tax_basis: str
    tax_period: str
    tax_roles: dict[str, str]
    rates: tuple[Rate, ...]
    ledgers: tuple[Ledger, ...]
    themes: tuple[str, ...]
    tracking: dict[str, tuple[str, ...]]
    people: tuple[Person, ...]
    products: tuple[Product, ...]
