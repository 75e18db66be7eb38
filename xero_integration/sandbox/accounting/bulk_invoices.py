"""Generated invoices: a few worked-out templates, dealt out over many numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from .bulk_series import Numbered
from .context import Context
from .documents.arithmetic import total_up
from .records import Document, Line

# Most are open; some drafts, some waiting, one voided.
STATUSES = (
    "AUTHORISED", "AUTHORISED", "AUTHORISED", "DRAFT", "AUTHORISED", "SUBMITTED", "AUTHORISED",
    "AUTHORISED", "VOIDED", "AUTHORISED", "AUTHORISED", "AUTHORISED",
)  # fmt: skip
_NUMBER = re.compile(r"bulk-(\d{7,})", re.IGNORECASE)


def make_templates(context: Context) -> list[Document]:
    """One document per status slot, with lines that use the organisation's own items."""
    organisation = context.organisation
    items = [each for each in organisation.items.values() if each.is_sold]
    rates = {name: rate.rate for name, rate in organisation.tax_rates.items()}
    templates = []
    for order, status in enumerate(STATUSES):
        item = items[order % len(items)]
        line = Line(
            line_id="",
            description=item.description,
            quantity=Decimal(order % 5 + 1).quantize(Decimal("0.0001")),
            unit_amount=item.sales.unit_price,
            item_code=item.code,
            account_code=item.sales.account_code,
            tax_type=item.sales.tax_type,
        )
        template = Document("", "ACCREC", "", context.today, context.now, status=status)
        template.currency_code = organisation.profile.base_currency
        template.lines = [line]
        total_up(template, rates)
        templates.append(template)
    return templates


@dataclass
class BulkInvoices(Numbered):
    contact_ids: list[str] = field(default_factory=list)
    contact_series: Any = None
    templates: list[Document] = field(default_factory=list)

    KIND = 0x10

    def number(self, index: int) -> str:
        return f"BULK-{index:07d}"

    def index_of_number(self, number: str) -> int | None:
        match = _NUMBER.fullmatch(number)
        index = int(match.group(1)) if match else self.count
        return index if index < self.count and number.upper() == self.number(index) else None

    def template(self, index: int) -> Document:
        return self.templates[index % len(self.templates)]

    @property
    def contact_count(self) -> int:
        return len(self.contact_series or self.contact_ids)

    def contact_id(self, index: int) -> str:
        position = index % self.contact_count
        if self.contact_series is not None:
            return str(self.contact_series.key(position))
        return self.contact_ids[position]

    def make(self, index: int) -> Document:
        template = self.template(index)
        day = self.updated(index).date()
        key = self.key(index)
        # The line's id is the document's with another kind.
        line_id = f"{key[:9]}{self.KIND + 1:04x}{key[13:]}"
        return replace(
            template,
            document_id=key,
            contact_id=self.contact_id(index),
            number=self.number(index),
            date=day,
            due_date=day + timedelta(days=20),
            updated=self.updated(index),
            lines=[replace(line, line_id=line_id) for line in template.lines],
            payment_ids=[],
            allocations=[],
        )

    def glance(self, index: int) -> Document:
        return _Glance(self, index)  # type: ignore[return-value]

    def indexes_by(self, attribute: str, value: str) -> range | list[int] | None:
        finders = {"document_id": self.index_of, "number": self.index_of_number}
        if attribute in finders:
            index = finders[attribute](value)
            return [] if index is None else [index]
        if attribute != "contact_id":
            return None
        if self.contact_series is not None:
            position = self.contact_series.index_of(value)
        else:
            position = self.contact_ids.index(value) if value in self.contact_ids else None
        return [] if position is None else range(position, self.count, self.contact_count)

    def pattern(self, accepts: Callable[[Any], bool]) -> list[bool] | None:
        """A filter that asks only what templates know is answered per template."""
        try:
            return [accepts(_Probe(template)) for template in self.templates]
        except _LooksAtRow:
            return None


class _LooksAtRow(Exception):
    """A filter asked for something that differs from row to row."""


class _Probe:
    """A template that gives away nothing about a single row."""

    OWN = frozenset({"document_id", "contact_id", "number", "updated", "date", "due_date"})

    def __init__(self, template: Document) -> None:
        self.template = template

    def __getattr__(self, name: str) -> object:
        if name in self.OWN:
            raise _LooksAtRow
        return getattr(self.template, name)


class _Glance:
    """Looks like the document for as long as nobody needs its lines."""

    __slots__ = ("index", "series")

    def __init__(self, series: BulkInvoices, index: int) -> None:
        self.series, self.index = series, index

    @property
    def document_id(self) -> str:
        return self.series.key(self.index)

    @property
    def contact_id(self) -> str:
        return self.series.contact_id(self.index)

    @property
    def number(self) -> str:
        return self.series.number(self.index)

    @property
    def updated(self) -> datetime:
        return self.series.updated(self.index)

    @property
    def date(self) -> object:
        return self.updated.date()

    @property
    def due_date(self) -> object:
        return self.updated.date() + timedelta(days=20)

    def __getattr__(self, name: str) -> object:
        return getattr(self.series.template(self.index), name)
