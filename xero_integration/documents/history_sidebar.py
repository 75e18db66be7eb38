"""What the contact sidebar says: the linked contact, its sums, its newest documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from ..client import deeplinks
from ..connections.models import Connection
from ..connections.services import endpoints
from ..host.records import Party
from ..linking.records import LinkedContact
from ..linking.services import PartyDetails, contact_candidates
from ..reference.models import Organisation
from ..reference.services import ContactInfo, contacts_by_id
from .history_refresh import link_of, next_refresh_at
from .history_rows import HistoryRow, rows_of, with_organisation
from .history_scope import HistoryScope, LinkedIn
from .history_totals import Totals, sums_of
from .models import Document

SHOWN = 5


@dataclass(frozen=True, slots=True)
class SidebarContact:
    """The contact in one organisation. ``next_refresh_at`` is None when one is allowed now."""

    connection: Connection
    contact: LinkedContact
    open_in_xero_url: str
    asked_at: dt.datetime | None
    next_refresh_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Sidebar:
    """``unlinked`` is the organisation that the customer has no contact in yet.

    ``candidates`` come with the reason why each may be the customer.
    """

    party: Party | None
    contacts: Sequence[SidebarContact]
    unlinked: Connection | None
    candidates: Sequence[tuple[ContactInfo, str]]
    totals: Sequence[Totals]
    rows: Sequence[HistoryRow]
    document_count: int
    updated_at: dt.datetime | None


def sidebar_for(scope: HistoryScope, *, with_candidates: bool) -> Sidebar:
    """The queries are as many for a thousand documents as for none."""
    contacts = [_contact(linked) for linked in scope.linked]
    documents = scope.documents()
    sums = sums_of(documents, today=timezone.localdate())
    newest = with_organisation(documents).newest_first()[:SHOWN]
    unlinked = _unlinked(scope)
    moments = [sums.learned_at, *(contact.asked_at for contact in contacts)]
    return Sidebar(
        party=scope.party,
        contacts=contacts,
        unlinked=unlinked,
        candidates=_candidates(scope, unlinked) if unlinked and with_candidates else (),
        totals=sums.totals,
        rows=rows_of(newest, scope.own_ids),
        document_count=sums.count,
        updated_at=max(filter(None, moments), default=None),
    )


def _contact(linked: LinkedIn) -> SidebarContact:
    link = link_of(linked)
    asked_at = link.documents_asked_at if link else None
    return SidebarContact(
        connection=linked.connection,
        contact=linked.contact,
        open_in_xero_url=_contact_url(linked),
        asked_at=asked_at,
        next_refresh_at=next_refresh_at(asked_at, timezone.now()),
    )


def _contact_url(linked: LinkedIn) -> str:
    organisation = Organisation.objects.filter(connection=linked.connection).first()
    if organisation is None or not organisation.short_code:
        return ""
    base = endpoints().deep_links
    return deeplinks.contact(organisation.short_code, linked.contact.contact_id, base)


def _unlinked(scope: HistoryScope) -> Connection | None:
    """The deal's own organisation when the customer is not linked there."""
    usable = [each for each in scope.connections if each.state != "disconnected"]
    if scope.party is None or not usable:
        return None
    linked = {each.connection.pk for each in scope.linked}
    return None if usable[0].pk in linked else usable[0]


def _candidates(scope: HistoryScope, connection: Connection) -> list[tuple[ContactInfo, str]]:
    """Whom this deal's documents went to comes first: so an unlinking is undone by one press."""
    party = scope.party
    if party is None:
        return []
    own = Document.objects.filter(pk__in=scope.own_ids, connection=connection)
    ids = set(own.exclude(contact_id="").values_list("contact_id", flat=True)[:SHOWN])
    known = contacts_by_id(connection, ids) if ids else {}
    found = {
        each.id: (each, _("on documents of this deal")) for each in known.values() if each.is_active
    }
    alike = contact_candidates(connection, PartyDetails(name=party.name, email=party.email))
    for each in alike:
        found.setdefault(each.contact.id, (each.contact, each.explanation))
    return list(found.values())
