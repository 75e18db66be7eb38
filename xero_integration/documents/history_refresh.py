"""A person asks Xero for news of a customer's invoices: one call each, and not too often."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from ..access.actors import Actor
from ..client import XeroClient
from ..client.answers import Page
from ..client.records import Invoice
from ..connections.models import Connection
from ..exceptions import XeroIntegrationError
from ..linking.models import ContactLink
from . import mirror
from .history_asking import ask
from .history_scope import LinkedIn
from .models import VersionSource

REFRESH_EVERY = dt.timedelta(seconds=30)
OVERLAP = dt.timedelta(minutes=5)
"""Our clock and Xero's may differ by this much."""


def link_of(linked: LinkedIn) -> ContactLink | None:
    return ContactLink.objects.filter(
        connection=linked.connection, party_key=linked.contact.party_key
    ).first()


def next_refresh_at(asked_at: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """None when one is allowed now."""
    allowed = asked_at + REFRESH_EVERY if asked_at else now
    return allowed if allowed > now else None


def refresh(linked: LinkedIn, *, actor: Actor) -> bool:
    """Take over what changed; False when somebody asked a moment ago. Xero's errors are raised.

    The claim is one conditional update, so that any number of processes and people share it.
    """
    link = link_of(linked)
    if link is None or not linked.connection.is_usable:
        return False
    before, now = link.documents_asked_at, timezone.now()
    mine = ContactLink.objects.filter(pk=link.pk)
    free = Q(documents_asked_at__isnull=True) | Q(documents_asked_at__lte=now - REFRESH_EVERY)
    if not mine.filter(free).update(documents_asked_at=now):
        return False
    try:
        page = ask(linked.connection, lambda client: _changed(client, linked, since=before))
    except XeroIntegrationError:
        mine.filter(documents_asked_at=now).update(documents_asked_at=before)
        raise
    _take_over(linked.connection, page, actor)
    return True


def _changed(
    client: XeroClient, linked: LinkedIn, *, since: dt.datetime | None
) -> Page[Invoice] | None:
    """The thousand invoices that changed last; never more than one call."""
    pages = client.invoices.pages(
        modified_since=since - OVERLAP if since else None,
        ContactIDs=list(linked.contact_ids),
        where='Type=="ACCREC"',
        order="UpdatedDateUTC DESC",
    )
    return next(pages, None)


def _take_over(connection: Connection, page: Page[Invoice] | None, actor: Actor) -> None:
    if page is not None:
        mirror.apply(connection, page, mirror.News(VersionSource.REFRESH, actor.name))
