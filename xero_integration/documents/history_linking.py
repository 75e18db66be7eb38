"""Links the customer of a deal from its sidebar, and unlinks it; Xero is never told."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from ..access.doors import OpenDeal
from ..linking.records import LinkedContact
from ..linking.services import link_contact, unlink_contact
from ..reference.services import contacts_by_id
from .history_scope import HistoryScope, LinkedIn
from .models import InvoiceDraft
from .services import open_key, save_values


def unlink(scope: HistoryScope, connection_id: UUID) -> LinkedContact | None:
    """Forget the contact in one organisation; what it was, or None when there was none.

    The deal's open draft forgets it too, so that its form asks again.
    """
    linked = next((one for one in scope.linked if one.connection.pk == connection_id), None)
    if linked is None:
        return None
    with transaction.atomic():
        unlink_contact(linked.connection, linked.contact.party_key)
        _clear_draft(scope.deal, linked)
    return linked.contact


def link(scope: HistoryScope, connection_id: UUID, contact_id: str) -> str:
    """Link the customer to a contact that is in Xero; its name."""
    connection = next((one for one in scope.connections if one.pk == connection_id), None)
    party = scope.party
    if connection is None or party is None:
        raise Http404("No such organisation, or a deal without a customer")
    contact = contacts_by_id(connection, {contact_id}).get(contact_id)
    if contact is None or not contact.is_active:
        raise Http404("No such contact in this organisation")
    link_contact(connection, party.key, contact_id, actor=scope.deal.actor, party_name=party.name)
    return contact.name


def _clear_draft(deal: OpenDeal, linked: LinkedIn) -> None:
    """What is on its way to Xero stays as it was sent."""
    key = open_key(linked.connection, deal)
    draft = InvoiceDraft.objects.select_related("operation").filter(open_key=key).first()
    if draft is None or (draft.operation is not None and draft.operation.is_open):
        return
    if draft.values.get("contact_id") in linked.contact_ids:
        unlinked = {"contact_id": "", "contact_create": "", "update_contact": ""}
        save_values(draft, {**draft.values, **unlinked}, deal.actor)
