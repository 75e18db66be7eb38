"""A list of documents as CSV, row by row, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import Document, DocumentKind

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as its own code page."""
RISKY = re.compile(r"(^|[;\t\r\n] *)(?=[=+\-@\t\r\n＝＋－＠])")
"""Where a formula would begin: at the start, or after what a spreadsheet takes for a separator.

The wide forms are what a spreadsheet with Asian input reads as the plain ones.
"""
CHUNK = 2000


class _Echo:
    """Hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(documents: Iterable[Document], own_ids: Collection[UUID]) -> Iterator[str]:
    """Names and words are fixed now: the lines are read when the request is over."""
    writer, own = csv.writer(_Echo()), set(own_ids)
    header = _header()
    kinds = {value: str(label) for value, label in DocumentKind.choices}
    yes, no = _("yes"), _("no")

    def lines() -> Iterator[str]:
        yield BOM + writer.writerow([safe(cell) for cell in header])
        for document in documents:
            kind = kinds.get(document.kind, document.kind)
            attached = yes if document.pk in own else no
            yield writer.writerow(_cells(document, kind=kind, attached=attached))

    return lines()


def safe(text: str) -> str:
    """A spreadsheet would run a cell that begins like a formula; after a quote it is text."""
    return RISKY.sub(r"\1'", text)


def _header() -> list[str]:
    return [
        _("Number"), _("Kind"), _("Status"), _("Reference"), _("Customer"), _("Date"),
        _("Due date"), _("Currency"), _("Subtotal"), _("Tax"), _("Total"),
        pgettext("amount", "Paid"), _("Credited"), pgettext("amount", "Due"),
        _("Organisation"), _("On this deal"),
    ]  # fmt: skip


def _cells(document: Document, *, kind: str, attached: str) -> list[str]:
    words = [document.number, kind, document.status_label, document.reference]
    words.append(document.contact_name)
    amounts = (
        document.subtotal, document.total_tax, document.total, document.amount_paid,
        document.amount_credited, document.amount_due,
    )  # fmt: skip
    days = [_day(document.date), _day(document.due_date)]
    last = [safe(document.connection.name), attached]
    return [
        *(safe(word) for word in words),
        *days,
        safe(document.currency),
        *(_amount(amount) for amount in amounts),
        *last,
    ]


def _day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


def _amount(value: Decimal) -> str:
    return f"{value:.2f}"
