"""What an administrator does with a proposal: accept it, or dismiss it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from ..access.actors import Actor
from ..connections.models import Connection
from ..linking import services as linking
from ..linking.models import ContactLink, ItemLink
from ..mapping import services as mapping
from ..outbox.services import TooLate
from .checking import lock
from .models import Proposal, ProposalState
from .proposing import digest
from .reading_defaults import sort_defaults
from .reading_links import sort_contacts, sort_items
from .records import Finding, Known, Place
from .repairing import changed, repair_of


def accept(proposal: Proposal, *, seen: str, actor: Actor) -> None:
    """Do what was proposed, if it is still what the person saw (``seen`` is its digest)."""
    with transaction.atomic():
        row = _open(proposal, seen)
        finding = _looked_at_again(row)
        if finding is None or not finding.is_open or digest(finding) != seen:
            raise TooLate(str(row))
        new = finding.suggestion.record if finding.suggestion else None
        _apply(row, new, actor)
        after = new.label if new else gettext("nothing")
        repair_of(row.connection, finding, after=after, actor=actor).save()
        _decide(row, ProposalState.ACCEPTED, actor)


def dismiss(proposal: Proposal, *, seen: str, actor: Actor) -> None:
    """Leave it as it is; it is proposed again when the evidence is another."""
    with transaction.atomic():
        _decide(_open(proposal, seen), ProposalState.DISMISSED, actor)


def _open(proposal: Proposal, seen: str) -> Proposal:
    """The proposal under the check-up's lock; two presses at once are one."""
    lock(proposal.connection)
    row = Proposal.objects.select_related("connection").get(pk=proposal.pk)
    if row.digest != seen or row.state != ProposalState.OPEN:
        raise TooLate(str(row))
    return row


def _looked_at_again(row: Proposal) -> Finding | None:
    """Its place as it is now, in the mirror and on our side; None when nothing is named there."""
    connection = row.connection
    match Place(row.place):
        case Place.CUSTOMER:
            contacts = ContactLink.objects.filter(connection=connection, party_key=row.key)
            found = sort_contacts(connection, list(contacts))
        case Place.PRODUCT:
            items = ItemLink.objects.filter(connection=connection, product_key=row.key)
            found = sort_items(connection, list(items))
        case _:
            found = sort_defaults(connection, mapping.current(connection)[0])
    return next((each for each in found if each.place_key == (row.place, row.key)), None)


def _apply(row: Proposal, new: Known | None, actor: Actor) -> None:
    place, connection = Place(row.place), row.connection
    match place:
        case Place.CUSTOMER:
            _link_customer(connection, row.key, new, actor)
        case Place.PRODUCT:
            _link_product(connection, row.key, new, actor)
        case _:
            config, revision = mapping.current(connection)
            wanted = changed(config, place, row.key, new)
            mapping.save(connection, wanted, actor=actor, based_on=revision)


def _link_customer(connection: Connection, key: str, new: Known | None, actor: Actor) -> None:
    if new is None:
        linking.unlink_contact(connection, key)
    else:
        linking.link_contact(connection, key, new.xero_id, actor=actor)


def _link_product(connection: Connection, key: str, new: Known | None, actor: Actor) -> None:
    if new is None:
        linking.unlink_item(connection, key)
    else:
        linking.link_item(connection, key, new.xero_id, actor=actor)


def _decide(row: Proposal, state: ProposalState, actor: Actor) -> None:
    row.state, row.decided_at = state, timezone.now()
    row.decided_by, row.decided_by_name = actor.key, actor.name
    row.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name"])
