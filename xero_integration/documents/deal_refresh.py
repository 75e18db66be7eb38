"""A person asks Xero for news of a deal's documents: one call for all of them, not too often."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict

from django.core.cache import cache
from django.utils import timezone

from ..access.doors import OpenDeal
from ..client import XeroClient
from ..connections.models import Connection
from ..exceptions import XeroIntegrationError
from ..host.records import SubjectRef
from .fetching import IDS_PER_CALL, take_over_credit_notes, take_over_invoices
from .history_asking import ask
from .mirror import News
from .models import Document, DocumentKind, VersionSource

REFRESH_EVERY = dt.timedelta(seconds=10)
REMEMBERED = dt.timedelta(days=1)


def refreshed_at(ref: SubjectRef) -> dt.datetime | None:
    """When a person last had Xero asked for this deal, if that is not long ago."""
    moment: dt.datetime | None = cache.get(_key(ref))
    return moment


def allowed_again_at(ref: SubjectRef) -> dt.datetime | None:
    """None when it is allowed now."""
    last = refreshed_at(ref)
    again = last + REFRESH_EVERY if last else None
    return again if again and again > timezone.now() else None


def refresh(deal: OpenDeal) -> bool:
    """Take over what Xero says now; False when somebody asked a moment ago.

    Xero's errors are raised, and the next press may come at once.
    """
    claim = f"{_key(deal.ref)}:claim"
    if not cache.add(claim, True, REFRESH_EVERY.total_seconds()):
        return False
    try:
        for connection, documents in _to_ask(deal).items():
            _ask(connection, documents, News(VersionSource.REFRESH, deal.actor.name))
    except XeroIntegrationError:
        cache.delete(claim)
        raise
    cache.set(_key(deal.ref), timezone.now(), REMEMBERED.total_seconds())
    return True


def _to_ask(deal: OpenDeal) -> dict[Connection, list[Document]]:
    """The newest of each usable organisation; deals of more than forty are rare."""
    mine = Document.objects.of_deal(deal.ref).filter(connection__tenant=deal.tenant)
    wanted: dict[Connection, list[Document]] = defaultdict(list)
    for document in mine.select_related("connection__grant").newest_first()[:IDS_PER_CALL]:
        if document.connection.is_usable:
            wanted[document.connection].append(document)
    return wanted


def _ask(connection: Connection, documents: list[Document], news: News) -> None:
    notes = [each.xero_id for each in documents if each.kind == DocumentKind.ACCRECCREDIT]
    invoices = [each.xero_id for each in documents if each.kind != DocumentKind.ACCRECCREDIT]

    def question(client: XeroClient) -> None:
        if invoices:
            take_over_invoices(connection, client, invoices, news)
        if notes:
            take_over_credit_notes(connection, client, notes, news)

    ask(connection, question)


def _key(ref: SubjectRef) -> str:
    """A hash, as some caches take neither every character nor every length."""
    return f"xero_integration:refreshed:{hashlib.sha256(ref.key.encode()).hexdigest()}"
