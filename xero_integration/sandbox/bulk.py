"""Fills an organisation with contacts and invoices by the hundred thousand, storing none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from .accounting.bulk_contacts import BulkContacts
from .accounting.bulk_invoices import BulkInvoices, make_templates
from .accounting.context import Context
from .accounting.tables import Stored

if TYPE_CHECKING:
    from .app import Sandbox


def seed(sandbox: Sandbox, tenant_id: str, *, contacts: int = 0, invoices: int = 0) -> None:
    """Give the organisation this many generated contacts and invoices, older than its own.

    They are worked out from their number whenever they are asked for, and stored one by one only
    when something changes them.
    """
    with sandbox.lock:
        context = Context.of(sandbox, tenant_id)
        organisation = context.organisation
        mark = crc32(tenant_id.encode())
        if contacts:
            end = _before(organisation.contacts.real.values(), context.now)
            organisation.contacts.series = BulkContacts(mark=mark, count=contacts, end=end)
        if invoices:
            known = [each.contact_id for each in organisation.contacts.real.values()]
            organisation.invoices.series = BulkInvoices(
                mark=mark,
                count=invoices,
                end=_before(organisation.invoices.real.values(), context.now),
                contact_ids=known,
                contact_series=organisation.contacts.series,
                templates=make_templates(context),
            )


def _before(rows: Iterable[Stored], now: datetime) -> datetime:
    """A second before the oldest stored row, so that generated rows always come first."""
    return min((row.updated for row in rows), default=now) - timedelta(seconds=1)
