"""What people answer to proposals: link one, skip one, take all that are certain."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from ..access.actors import Actor
from ..connections.models import Connection
from ..reference.services import contacts_by_id, items_by_id
from .models import ContactLink, ItemLink, MatchAnswer, MatchProposal, MatchSide, MatchVerdict
from .services import link_contact, link_item


def link(connection: Connection, row: MatchProposal, xero_id: str, *, actor: Actor) -> bool:
    """Link it as a person chose; False when the choice is none of those proposed, or gone."""
    if xero_id not in {one["id"] for one in row.candidates} or not row_is_open(row):
        return False
    if xero_id not in usable(connection, row.side, [xero_id]):
        return False
    with transaction.atomic():
        if row.side == MatchSide.CONTACT:
            link_contact(connection, row.key, xero_id, actor=actor, party_name=row.name)
        else:
            link_item(connection, row.key, xero_id, actor=actor, product_name=row.name)
        _answered([row], MatchAnswer.LINKED, actor)
    return True


def skip(row: MatchProposal, *, actor: Actor) -> None:
    """It is asked no more until a person opens it again."""
    _answered([row], MatchAnswer.SKIPPED, actor)


def open_again(row: MatchProposal, *, actor: Actor) -> None:
    _answered([row], MatchAnswer.OPEN, actor)


def take_certain(
    connection: Connection, side: str, rows: Sequence[MatchProposal], *, actor: Actor
) -> int:
    """Link these; what is archived, or linked meanwhile, is left. A few queries for all."""
    good = usable(connection, side, [row.best_id for row in rows])
    with transaction.atomic():
        linked = _linked_keys(connection, side, [row.key for row in rows])
        chosen = [row for row in rows if row.best_id in good and row.key not in linked]
        gone = [row.pk for row in rows if row.best_id not in good]
        MatchProposal.objects.filter(pk__in=gone).update(verdict=MatchVerdict.REVIEW)
        _create_links(connection, side, chosen, good, actor)
        _answered([*chosen, *(row for row in rows if row.key in linked)], "linked", actor)
    return len(chosen)


def usable(connection: Connection, side: str, xero_ids: Sequence[str]) -> dict[str, str]:
    """Id → name of those that Xero still lets us use."""
    if side == MatchSide.CONTACT:
        contacts = contacts_by_id(connection, set(xero_ids))
        return {key: one.name for key, one in contacts.items() if one.is_active}
    items = items_by_id(connection, set(xero_ids))
    return {key: one.name for key, one in items.items() if not one.is_gone}


def row_is_open(row: MatchProposal) -> bool:
    return row.answer == MatchAnswer.OPEN


def _linked_keys(connection: Connection, side: str, keys: Sequence[str]) -> set[str]:
    if side == MatchSide.CONTACT:
        contacts = ContactLink.objects.filter(connection=connection, party_key__in=keys)
        return set(contacts.values_list("party_key", flat=True))
    items = ItemLink.objects.filter(connection=connection, product_key__in=keys)
    return set(items.values_list("product_key", flat=True))


def _create_links(
    connection: Connection,
    side: str,
    rows: Sequence[MatchProposal],
    names: dict[str, str],
    actor: Actor,
) -> None:
    now = timezone.now()
    signed = {"linked_by": actor.key, "linked_by_name": actor.name, "linked_at": now}
    if side == MatchSide.CONTACT:
        ContactLink.objects.bulk_create(
            ContactLink(
                connection=connection, party_key=row.key, party_name=row.name,
                contact_id=row.best_id, contact_name=names[row.best_id], **signed,
            )
            for row in rows
        )  # fmt: skip
        return
    items = items_by_id(connection, {row.best_id for row in rows})
    ItemLink.objects.bulk_create(
        ItemLink(
            connection=connection, product_key=row.key, product_name=row.name,
            item_id=row.best_id, item_code=items[row.best_id].code,
            item_name=items[row.best_id].name, **signed,
        )
        for row in rows
    )  # fmt: skip


def _answered(rows: Sequence[MatchProposal], answer: str, actor: Actor) -> None:
    MatchProposal.objects.filter(pk__in=[row.pk for row in rows]).update(
        answer=answer,
        answered_by=actor.key,
        answered_by_name=actor.name,
        answered_at=timezone.now(),
    )
