"""What a version said of a document, in a form that two versions can be compared in. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..client.answers import read
from ..client.records import CreditNote, Invoice
from ..client.records.line_item import LineItem
from .columns import SalesRecord, document_columns
from .models import DocumentKind, SettlementKind

CREDIT_NOTES = (DocumentKind.ACCRECCREDIT, DocumentKind.ACCPAYCREDIT)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """``key`` is Xero's id of the line, "" where it was not told."""

    key: str
    description: str
    quantity: Decimal | None
    unit_amount: Decimal | None
    discount: str
    account_code: str
    tax_type: str
    amount: Decimal | None
    item_code: str = ""
    tracking: str = ""


@dataclass(frozen=True, slots=True)
class SettledFacts:
    kind: str
    key: str
    date: dt.date | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Facts:
    """``values`` are the mirror's columns and what else is shown, by name."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[LineFacts, ...] = ()
    settled: tuple[SettledFacts, ...] = ()

    @property
    def currency(self) -> str:
        return str(self.values.get("currency") or "")


def facts_of(raw: str, kind: str) -> Facts:
    """Read what Xero sent once; ``kind`` is the document's, as the JSON of both looks alike."""
    if kind in CREDIT_NOTES:
        return _facts(read(CreditNote, raw.encode()), {})
    invoice = read(Invoice, raw.encode())
    return _facts(invoice, {"expected_payment_date": invoice.expected_payment_date})


def _facts(record: SalesRecord, more: dict[str, Any]) -> Facts:
    return Facts(
        values={**document_columns(record), **more},
        lines=tuple(_line(line) for line in record.line_items),
        settled=tuple(_settled(record)) if isinstance(record, Invoice) else (),
    )


def _line(line: LineItem) -> LineFacts:
    return LineFacts(
        key=str(line.line_item_id or ""),
        description=line.description,
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        discount=_discount(line),
        account_code=line.account_code,
        tax_type=line.tax_type,
        amount=line.line_amount,
        item_code=line.item_code,
        tracking=", ".join(f"{each.name}: {each.option}" for each in line.tracking),
    )


def _discount(line: LineItem) -> str:
    if line.discount_rate:
        return f"{line.discount_rate.normalize():f} %"
    return f"{line.discount_amount:.2f}" if line.discount_amount else ""


def _settled(invoice: Invoice) -> list[SettledFacts]:
    """Payments and credits, one for each however many parts it was allocated in."""
    rows: list[tuple[str, object, dt.date | None, Decimal | None]] = [
        (SettlementKind.PAYMENT, each.payment_id, each.date, each.amount)
        for each in invoice.payments
    ]
    credits = (
        (SettlementKind.CREDIT_NOTE, invoice.credit_notes, "credit_note_id"),
        (SettlementKind.PREPAYMENT, invoice.prepayments, "prepayment_id"),
        (SettlementKind.OVERPAYMENT, invoice.overpayments, "overpayment_id"),
    )
    for kind, applied, name in credits:
        rows += [(kind, getattr(one, name), one.date, one.applied_amount) for one in applied]
    found: dict[tuple[str, str], SettledFacts] = {}
    for kind_, key, date, amount in rows:
        held = found.get((kind_, str(key)))
        total = (amount or Decimal(0)) + (held.amount if held else Decimal(0))
        found[kind_, str(key)] = SettledFacts(kind_, str(key), date, total)
    return list(found.values())
