"""Reads what Xero tells of documents: cheaply to see whether it is news, wholly if so. Pure."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec

from ..client import answers
from ..client.answers import Element
from ..client.records.line_item import LineItem
from ..exceptions import XeroError
from . import columns
from .columns import SalesHead, SettlementRow
from .heads import HEADS, InvoiceHead, InvoiceSettlements
from .status import DocumentStatus

logger = logging.getLogger(__name__)

EMPTY = frozenset({b"[]", b"[ ]", b"null"})

_known_statuses = set(DocumentStatus.values)


class _Identity(msgspec.Struct, frozen=True, gc=False):
    """What has to be known of every element; the rest of an unchanged one is never decoded."""

    invoice_id: str = msgspec.field(default="", name="InvoiceID")
    credit_note_id: str = msgspec.field(default="", name="CreditNoteID")
    type: str = msgspec.field(default="", name="Type")


_identities = msgspec.json.Decoder(_Identity)


class HeldDigests(Protocol):
    """What is kept of the last reading of a document."""

    @property
    def raw_digest(self) -> str: ...

    @property
    def lines_digest(self) -> str: ...

    @property
    def settlements_digest(self) -> str: ...


class Told(msgspec.Struct, frozen=True, gc=False):
    """An element of a sales document, not decoded yet; ``digest`` is of its raw JSON."""

    xero_id: str
    kind: str
    digest: str
    raw: bytes


class Reading(msgspec.Struct, eq=False, gc=False):
    """A decoded head. A digest is None where this form of the document does not tell.

    ``values`` are in the order of ``columns.DOCUMENT``.
    """

    told: Told
    head: SalesHead
    values: tuple[Any, ...]
    updated_at: datetime | None
    lines_digest: str | None
    settlements_digest: str | None
    _lines: list[tuple[Any, ...]] | None = None
    _settlements: list[SettlementRow] | None = None

    @property
    def lines(self) -> list[tuple[Any, ...]]:
        """Rows in the order of ``columns.LINES``; decoded when first asked for."""
        if self._lines is None:
            items = answers.read(list[LineItem], bytes(self.head.line_items))
            self._lines = columns.lines(items)
        return self._lines

    @property
    def settlements(self) -> list[SettlementRow]:
        if self._settlements is None:
            settled = answers.read(InvoiceSettlements, self.told.raw)
            self._settlements = columns.settlements(settled)
        return self._settlements

    def has_new_lines(self, held: HeldDigests | None) -> bool:
        return _is_new(self.lines_digest, held.lines_digest if held else "", held)

    def has_new_settlements(self, held: HeldDigests | None) -> bool:
        return _is_new(self.settlements_digest, held.settlements_digest if held else "", held)


def _is_new(told: str | None, known: str, held: HeldDigests | None) -> bool:
    """A row without a digest was mirrored before there were any: it may hold anything."""
    return told is not None and (told != known or (held is not None and not held.raw_digest))


def told(elements: Iterable[Element[Any]]) -> dict[str, Told]:
    """The sales documents among these elements by their Xero id; the later word counts."""
    found: dict[str, Told] = {}
    for element in elements:
        raw = element.raw
        try:
            identity = _identities.decode(raw)
        except msgspec.DecodeError:
            logger.error("A document from Xero can't be read at all", extra={"size": len(raw)})
            continue
        xero_id = (identity.invoice_id or identity.credit_note_id).lower()
        if xero_id and identity.type in HEADS:
            digest = hashlib.sha256(raw).hexdigest()
            found[xero_id] = Told(xero_id, identity.type, digest, raw)
    return found


def read(news: Iterable[Told], known: Mapping[str, HeldDigests]) -> list[Reading]:
    """Decode them, in the order of their ids; one that can't be read does not hide the others."""
    readings = []
    for told in sorted(news, key=_xero_id):
        try:
            reading = _read(told)
            _decode_what_is_new(reading, known.get(told.xero_id))
        except (XeroError, ValueError) as error:
            extra = {"xero_id": told.xero_id, "reason": str(error)}
            logger.error("A document from Xero can't be read", extra=extra)
            continue
        _note_status(reading.head.status)
        readings.append(reading)
    return readings


def _xero_id(told: Told) -> str:
    return told.xero_id


def _read(told: Told) -> Reading:
    head: SalesHead = answers.read(HEADS[told.kind], told.raw)
    values = columns.document_values(head)
    return Reading(
        told,
        head,
        values,
        values[columns.UPDATED_AT],
        _lines_digest(head),
        _settlements_digest(head),
    )


def _decode_what_is_new(reading: Reading, held: HeldDigests | None) -> None:
    """Now, so that what can't be read shows before anything is written."""
    if reading.has_new_lines(held):
        _ = reading.lines
    if reading.has_new_settlements(held):
        _ = reading.settlements


def _lines_digest(head: SalesHead) -> str | None:
    """A document has at least one line, so none means a list that leaves them out."""
    lines = bytes(head.line_items)
    return None if lines in EMPTY else hashlib.sha256(lines).hexdigest()


def _settlements_digest(head: SalesHead) -> str | None:
    if not isinstance(head, InvoiceHead):
        return ""
    kinds = (head.payments, head.credit_notes, head.prepayments, head.overpayments)
    parts = [bytes(each) for each in kinds]
    if EMPTY.issuperset(parts):
        # Paid but nothing listed: a form that tells the sums only.
        return None if head.amount_paid or head.amount_credited else ""
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def _note_status(status: str) -> None:
    """Xero may add statuses; each is kept as it is and logged once per process."""
    if status not in _known_statuses:
        _known_statuses.add(status)
        logger.warning("Xero uses a status that is new to us", extra={"xero_status": status})
