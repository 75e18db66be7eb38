"""Brings home what a restored database has forgotten: invoices of a deal that only Xero knows.

After a restore to a moment before somebody created an invoice there is neither draft nor
operation to tie it to. The mirror learns of it again, and its Url still leads to its deal.
"""

from __future__ import annotations

from ..access.doors import OpenDeal
from ..connections.models import Connection
from .history_attaching import attach
from .marker import mark_beginning
from .models import Document, InvoiceDraft
from .status import COUNTED


def attach_forgotten(deal: OpenDeal, connection: Connection, deal_url: str) -> list[Document]:
    """Attach mirrored documents that our app made for this deal and that belong to none.

    ``deal_url`` is absolute. A copy that somebody made in Xero is one of them: it leads to the
    deal as well. What is voided or deleted stays where it is. Nothing is attached where the
    address names no deal: there is none, or other deals have the same.
    """
    beginning = mark_beginning(deal_url)
    if not beginning or _is_shared(beginning, deal, connection):
        return []
    forgotten = Document.objects.filter(
        connection=connection,
        operation=None,
        deal_links=None,
        status__in=COUNTED,
        url__startswith=beginning,
    )
    return [document for document in forgotten if attach(deal, document)]


def _is_shared(beginning: str, deal: OpenDeal, connection: Connection) -> bool:
    """A host may have one page for many deals."""
    drafts = InvoiceDraft.objects.filter(
        connection=connection, edits=None, operation__document__url__startswith=beginning
    )
    return drafts.exclude(source=deal.ref.source, subject_pk=deal.ref.pk).exists()
