"""Which documents the history of a deal may show: its customer's in Xero, and its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from ..access.doors import OpenDeal
from ..connections.models import Connection
from ..exceptions import HostDataError
from ..host.drafting_party import read_party
from ..host.lookup import draft_of
from ..host.records import Party
from ..linking.records import LinkedContact
from ..linking.services import contact_for
from .models import DealLink, Document, DocumentEvent, DocumentEventKind
from .querysets import DocumentQuerySet


@dataclass(frozen=True, slots=True)
class LinkedIn:
    """The customer's contact in one organisation."""

    connection: Connection
    contact: LinkedContact

    @property
    def contact_ids(self) -> tuple[str, ...]:
        """A merged contact's documents move to its survivor, at Xero's own pace."""
        survivor = self.contact.survivor
        return (self.contact.contact_id, *([survivor.id] if survivor else []))


@dataclass
class HistoryScope:
    """Everything is asked for once and only when needed."""

    deal: OpenDeal

    @cached_property
    def party(self) -> Party | None:
        """The customer, also of a deal that could not be invoiced as it is."""
        try:
            return draft_of(self.deal.source, self.deal.obj).party
        except HostDataError:
            return read_party(self.deal.source, self.deal.obj)

    @cached_property
    def connections(self) -> list[Connection]:
        """Disconnected ones too: what was mirrored stays readable."""
        mine = Connection.objects.of_tenant(self.deal.tenant).select_related("grant")
        return list(mine.oldest_first())

    @cached_property
    def linked(self) -> list[LinkedIn]:
        party = self.party
        if party is None:
            return []
        found = ((each, contact_for(each, party)) for each in self.connections)
        return [LinkedIn(connection, contact) for connection, contact in found if contact]

    @cached_property
    def own_ids(self) -> list[UUID]:
        """As a list: an OR with a subquery makes PostgreSQL walk every document."""
        links = DealLink.objects.filter(source=self.deal.ref.source, subject_pk=self.deal.ref.pk)
        mine = links.filter(document__connection__in=self.connections)
        return list(mine.values_list("document_id", flat=True))

    def documents(self) -> DocumentQuerySet:
        wanted = Q(pk__in=self.own_ids)
        for each in self.linked:
            wanted |= Q(connection=each.connection, contact_id__in=each.contact_ids)
        return Document.objects.filter(wanted).exclude(kind="")

    def document(self, pk: UUID) -> Document:
        """One that may be shown here, else 404."""
        found = self.documents().filter(pk=pk).select_related("connection", "operation").first()
        if found is None:
            raise Http404("No such document, or not of this deal or its customer")
        return found

    def detached(self) -> QuerySet[DocumentEvent]:
        """When which documents were taken off this deal."""
        return DocumentEvent.objects.filter(
            kind=DocumentEventKind.DETACHED,
            source=self.deal.ref.source,
            subject_pk=self.deal.ref.pk,
            document__connection__in=self.connections,
        ).select_related("document__connection")

    def attachable(self, pk: UUID) -> Document:
        """As ``document``, and what was detached from this deal, so that it can be undone."""
        event = self.detached().filter(document=pk).first()
        return event.document if event else self.document(pk)
