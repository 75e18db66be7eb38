"""What differs between two versions of a document, in people's words. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .models import SettlementKind
from .status import DocumentStatus
from .timeline_facts import Facts, LineFacts, SettledFacts


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` is "" for what is new, ``after`` for what is gone."""

    label: str
    before: str
    after: str


PRICES = {
    "Exclusive": gettext_lazy("without tax"),
    "Inclusive": gettext_lazy("with tax"),
    "NoTax": gettext_lazy("no tax"),
}


def money(value: Decimal) -> str:
    return str(number_format(value, decimal_pos=2, force_grouping=True))


def plain(value: Decimal) -> str:
    """A quantity or price without needless zeros."""
    return str(number_format(f"{value.normalize():f}", force_grouping=True))


def day(value: dt.date) -> str:
    return str(date_format(value, "DATE_FORMAT"))


def status(value: str) -> str:
    known = value in DocumentStatus.values
    return str(DocumentStatus(value).label) if known else value


def prices(value: str) -> str:
    return str(PRICES.get(value, value))


def yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


FIELDS: tuple[tuple[str, Any, Callable[[Any], str]], ...] = (
    ("status", gettext_lazy("Status"), status),
    ("number", gettext_lazy("Number"), str),
    ("contact_name", gettext_lazy("Customer"), str),
    ("reference", gettext_lazy("Reference"), str),
    ("date", gettext_lazy("Date"), day),
    ("due_date", gettext_lazy("Due date"), day),
    ("expected_payment_date", gettext_lazy("Expected payment"), day),
    ("currency", gettext_lazy("Currency"), str),
    ("line_amount_types", gettext_lazy("Prices"), prices),
    ("subtotal", gettext_lazy("Subtotal"), money),
    ("total_tax", gettext_lazy("Tax"), money),
    ("total", gettext_lazy("Total"), money),
    ("amount_paid", pgettext_lazy("amount", "Paid"), money),
    ("amount_credited", gettext_lazy("Credited"), money),
    ("remaining_credit", gettext_lazy("Credit left"), money),
    ("amount_due", pgettext_lazy("amount", "Due"), money),
    ("fully_paid_on", gettext_lazy("Paid in full on"), day),
    ("sent_to_contact", gettext_lazy("Sent to the customer"), yes_or_no),
)
AT_FIRST = ("status", "contact_name", "date", "due_date", "total")

LINE_FIELDS: tuple[tuple[str, Any, Callable[[Any], str]], ...] = (
    ("description", gettext_lazy("Description"), str),
    ("quantity", gettext_lazy("Quantity"), plain),
    ("unit_amount", gettext_lazy("Unit price"), plain),
    ("discount", gettext_lazy("Discount"), str),
    ("account_code", gettext_lazy("Account"), str),
    ("tax_type", gettext_lazy("Tax rate"), str),
    ("item_code", gettext_lazy("Item"), str),
    ("tracking", gettext_lazy("Tracking"), str),
    ("amount", gettext_lazy("Amount"), money),
)


def changes(before: Facts | None, after: Facts) -> Iterator[Change]:
    """The changed fields, then lines, then payments and credits; of a new one its main facts."""
    if before is None:
        yield from _fields(Facts(), after, only=AT_FIRST)
        return
    yield from _fields(before, after)
    yield from _lines(before.lines, after.lines)
    yield from _settlements(before.settled, after.settled)


def _fields(before: Facts, after: Facts, *, only: tuple[str, ...] = ()) -> Iterator[Change]:
    for name, label, words in FIELDS:
        old, new = before.values.get(name), after.values.get(name)
        # Xero leaves out what is empty, zero or no: absent and empty are one.
        if (old or None) != (new or None) and (not only or name in only):
            yield Change(str(label), _words(old, words), _words(new, words))


def _words(value: Any, words: Callable[[Any], str]) -> str:
    return "" if value is None or value == "" else words(value)


def _lines(before: tuple[LineFacts, ...], after: tuple[LineFacts, ...]) -> Iterator[Change]:
    """Some answers of Xero leave the lines out; they say nothing about them."""
    if not before or not after:
        return
    old, new = _by_key(before), _by_key(after)
    for number, (key, line) in enumerate(new.items(), start=1):
        if key not in old:
            yield Change(_line_label(number), "", _line_words(line))
        elif old[key] != line:
            yield from _line_changes(number, old[key], line)
    for number, (key, line) in enumerate(old.items(), start=1):
        if key not in new:
            yield Change(_line_label(number), _line_words(line), "")


def _by_key(lines: tuple[LineFacts, ...]) -> dict[str, LineFacts]:
    return {line.key or str(number): line for number, line in enumerate(lines, start=1)}


def _line_changes(number: int, before: LineFacts, after: LineFacts) -> Iterator[Change]:
    for name, label, words in LINE_FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if (old or None) != (new or None):
            title = _("%(line)s, %(field)s") % {"line": _line_label(number), "field": label}
            yield Change(title, _words(old, words), _words(new, words))


def _line_label(number: int) -> str:
    return _("Line %(number)s") % {"number": number}


def _line_words(line: LineFacts) -> str:
    amount = "" if line.amount is None else money(line.amount)
    return " · ".join(filter(None, (line.description, amount)))


def _settlements(
    before: tuple[SettledFacts, ...], after: tuple[SettledFacts, ...]
) -> Iterator[Change]:
    old = {(row.kind, row.key): row for row in before}
    new = {(row.kind, row.key): row for row in after}
    for identity, row in new.items():
        if old.get(identity) != row:
            held = old.get(identity)
            yield Change(_kind(row), _settled_words(held) if held else "", _settled_words(row))
    for identity, row in old.items():
        if identity not in new:
            yield Change(_kind(row), _settled_words(row), "")


def _kind(row: SettledFacts) -> str:
    return str(SettlementKind(row.kind).label)


def _settled_words(row: SettledFacts) -> str:
    return " · ".join(filter(None, (money(row.amount), day(row.date) if row.date else "")))
