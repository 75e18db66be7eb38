"""What each polled resource asks of Xero, and where its pages go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from ..client import XeroClient
from ..client.answers import Page
from ..client.records import Payment
from ..connections.models import Connection
from ..documents import fetching, mirror
from ..documents.models import Document, Settlement, VersionSource
from .allowance import Caller
from .models import Resource

NEWS = mirror.News(VersionSource.POLL)

Apply = Callable[[Connection, Caller, Page[Any]], int]
"""Takes a page over; answers how much of it was news."""


@dataclass(frozen=True, slots=True)
class Polled:
    """A list of Xero by the name of its noun, the filters of its listing, and its reader."""

    noun: str
    apply: Apply
    filters: Mapping[str, Any] = field(default_factory=dict)
    has_a_past: bool = True
    """Whether what existed before the connection is read too."""


def _documents(connection: Connection, caller: Caller, page: Page[Any]) -> int:
    return mirror.take_in(connection, page, NEWS).changed


def _payments(connection: Connection, caller: Caller, page: Page[Payment]) -> int:
    """A payment names its invoice; only those that the mirror does not hold so are read."""
    told = {
        (str(payment.invoice.invoice_id), str(payment.payment_id)): payment
        for payment in page.records
        if payment.invoice is not None and payment.invoice.invoice_id is not None
    }
    invoices = _mirrored(connection, {invoice for invoice, _payment in told})
    settled = _settled(connection, invoices)
    behind = sorted(
        {
            invoice
            for (invoice, key), payment in told.items()
            if invoice in invoices and settled.get((invoice, key)) != _amount(payment)
        }
    )
    for first in range(0, len(behind), fetching.IDS_PER_CALL):
        ids = behind[first : first + fetching.IDS_PER_CALL]
        caller.call(partial(_read_invoices, connection, ids))
    return len(behind)


def _mirrored(connection: Connection, xero_ids: Collection[str]) -> set[str]:
    known = Document.objects.filter(connection=connection, xero_id__in=xero_ids)
    return set(known.values_list("xero_id", flat=True))


def _settled(connection: Connection, xero_ids: Collection[str]) -> dict[tuple[str, str], Decimal]:
    """What the mirror holds as paid, by invoice and payment."""
    rows = Settlement.objects.filter(
        document__connection=connection, document__xero_id__in=xero_ids
    )
    return {
        (invoice, payment): amount
        for invoice, payment, amount in rows.values_list("document__xero_id", "xero_id", "amount")
    }


def _amount(payment: Payment) -> Decimal | None:
    return None if payment.status == "DELETED" else payment.amount


def _read_invoices(connection: Connection, ids: list[str], client: XeroClient) -> None:
    fetching.take_over_invoices(connection, client, ids, NEWS)


POLLED: Mapping[str, Polled] = {
    Resource.INVOICES: Polled("invoices", _documents, {"where": 'Type=="ACCREC"'}),
    Resource.CREDIT_NOTES: Polled("credit_notes", _documents, {"where": 'Type=="ACCRECCREDIT"'}),
    Resource.PAYMENTS: Polled("payments", _payments, has_a_past=False),
}
"""Contacts and items are read by ``reference``, which keeps cursors of its own."""
