"""What the app knows of a host's deal: frozen records, no host model behind them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """Names one record of the host: the source's key in ``SOURCES`` and the pk as text."""

    source: str
    pk: str

    @property
    def key(self) -> str:
        """Both in one text: ``deal:12``."""
        return f"{self.source}:{self.pk}"


@dataclass(frozen=True, slots=True)
class Party:
    """The customer behind a deal. ``key`` is stable, e.g. ``crm.company:12``.

    A guest without a record of their own has a key made from the e-mail address,
    ``email:someone@example.com``. The form takes name and e-mail from here wherever the field
    mapping has nothing for them.
    """

    key: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class ProductRef:
    """A product of the host's catalogue. ``key`` is stable, e.g. ``crm.product:7``."""

    key: str
    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class HostLine:
    """One line as the host states it: ``unit_amount`` or ``line_total``, at most one discount.

    ``discount_percent`` is 0–100; ``discount_amount`` is money off the whole line.
    ``tax_key`` is the host's own tax code, mapped to a Xero tax type by the mapping.
    """

    description: str
    quantity: Decimal = Decimal(1)
    unit_amount: Decimal | None = None
    line_total: Decimal | None = None
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    product: ProductRef | None = None
    tax_key: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class HostDraft:
    """A deal, read once.

    ``total`` is the host's own sum of its lines, priced as they are (before tax when prices
    exclude it); the form compares it with what Xero will make of the same lines.

    ``currency`` is an ISO code or "" when the host has none; ``tax_inclusive`` is None when
    the host does not say.
    """

    ref: SubjectRef
    title: str
    party: Party | None
    currency: str
    reference: str
    lines: tuple[HostLine, ...]
    total: Decimal | None = None
    tax_inclusive: bool | None = None
