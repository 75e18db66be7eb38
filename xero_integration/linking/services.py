"""Links customers to contacts and products to items, and proposes what to link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from ..access.actors import Actor
from ..connections.models import Connection
from ..host.records import Party, ProductRef
from ..reference.services import ContactInfo, ItemInfo, contacts_by_id, items_by_id
from .candidates import contact_candidates, item_candidates
from .matching import ContactCandidate, ItemCandidate, PartyDetails, Reason
from .models import ContactLink, ItemLink
from .records import LinkedContact, LinkedItem, LinkProblem

__all__ = [
    "ContactCandidate",
    "ItemCandidate",
    "LinkProblem",
    "LinkedContact",
    "LinkedItem",
    "PartyDetails",
    "Reason",
    "contact_candidates",
    "contact_for",
    "contact_note",
    "contacts_of",
    "item_candidates",
    "item_notes",
    "items_for",
    "items_of",
    "link_contact",
    "link_item",
    "signed",
    "survivor_of",
    "unlink_contact",
    "unlink_item",
]

# A contact can be merged again and again; Xero names only the next one.
_LONGEST_CHAIN = 5


def contact_for(connection: Connection, party: Party) -> LinkedContact | None:
    """The contact this customer is linked to, with what is wrong with it, if anything."""
    link = ContactLink.objects.filter(connection=connection, party_key=party.key).first()
    if link is None:
        return None
    contact = contacts_by_id(connection, {link.contact_id}).get(link.contact_id)
    return _linked_contact(link, contact, survivor_of(connection, contact))


def contacts_of(
    connection: Connection, links: Sequence[ContactLink]
) -> list[tuple[ContactLink, LinkedContact]]:
    """Each link with what it leads to today: one query, and one per hop of a merged contact."""
    known = contacts_by_id(connection, {link.contact_id for link in links})
    found = [(link, known.get(link.contact_id)) for link in links]
    return [
        (link, _linked_contact(link, contact, survivor_of(connection, contact)))
        for link, contact in found
    ]


def contact_note(connection: Connection, party_key: str, contact: ContactInfo) -> str:
    """What changed about a customer's contact since it was linked; one query."""
    link = ContactLink.objects.filter(
        connection=connection, party_key=party_key, contact_id=contact.id
    ).first()
    return _linked_contact(link, contact).note if link else ""


def link_contact(
    connection: Connection,
    party_key: str,
    contact_id: str,
    *,
    actor: Actor,
    party_name: str = "",
) -> ContactLink:
    """Link a customer to a contact; another contact replaces it.

    Doing it again changes nothing, unless the contact was renamed: then the name is accepted.
    """
    link = ContactLink.objects.filter(connection=connection, party_key=party_key).first()
    contact = contacts_by_id(connection, {contact_id}).get(contact_id)
    if (
        link is not None
        and link.contact_id == contact_id
        and (contact is None or contact.name == link.contact_name)
    ):
        return link
    values = {
        "contact_id": contact_id,
        "contact_name": contact.name if contact else "",
        "party_name": (party_name or (link.party_name if link else ""))[:255],
        **signed(actor),
    }
    return ContactLink.objects.update_or_create(
        connection=connection, party_key=party_key, defaults=values
    )[0]


def unlink_contact(connection: Connection, party_key: str) -> bool:
    """Forget the link; False when there was none."""
    links = ContactLink.objects.filter(connection=connection, party_key=party_key)
    return links.delete()[0] > 0


def items_for(connection: Connection, products: Iterable[ProductRef]) -> dict[str, LinkedItem]:
    """The linked item of each product that has one, by the product's key: two queries."""
    keys = {product.key for product in products}
    if not keys:
        return {}
    links = list(ItemLink.objects.filter(connection=connection, product_key__in=keys))
    items = items_by_id(connection, {link.item_id for link in links})
    return {link.product_key: _linked_item(link, items.get(link.item_id)) for link in links}


def items_of(
    connection: Connection, links: Sequence[ItemLink]
) -> list[tuple[ItemLink, LinkedItem]]:
    """Each link with what it leads to today: one query."""
    known = items_by_id(connection, {link.item_id for link in links})
    return [(link, _linked_item(link, known.get(link.item_id))) for link in links]


def item_notes(
    connection: Connection, product_keys: Iterable[str], items: Mapping[str, ItemInfo]
) -> dict[str, str]:
    """What changed about the linked item of each product since it was linked; one query."""
    keys = set(product_keys)
    links = ItemLink.objects.filter(connection=connection, product_key__in=keys) if keys else ()
    current = [_linked_item(link, items[link.item_id]) for link in links if link.item_id in items]
    return {linked.product_key: linked.note for linked in current if linked.note}


def link_item(
    connection: Connection,
    product_key: str,
    item_id: str,
    *,
    actor: Actor,
    product_name: str = "",
) -> ItemLink:
    """Link a product to an item, for this deal and all later ones.

    Linking a renamed item again accepts its new name.
    """
    link = ItemLink.objects.filter(connection=connection, product_key=product_key).first()
    item = items_by_id(connection, {item_id}).get(item_id)
    if (
        link is not None
        and link.item_id == item_id
        and (item is None or (item.code, item.name) == (link.item_code, link.item_name))
    ):
        return link
    values = {
        "item_id": item_id,
        "item_code": item.code if item else "",
        "item_name": item.name if item else "",
        "product_name": (product_name or (link.product_name if link else ""))[:255],
        **signed(actor),
    }
    return ItemLink.objects.update_or_create(
        connection=connection, product_key=product_key, defaults=values
    )[0]


def unlink_item(connection: Connection, product_key: str) -> bool:
    """Forget the link; False when there was none."""
    links = ItemLink.objects.filter(connection=connection, product_key=product_key)
    return links.delete()[0] > 0


def survivor_of(connection: Connection, contact: ContactInfo | None) -> ContactInfo | None:
    """Follow a merged contact to the one that is left, None when it leads nowhere."""
    current = contact
    for _hop in range(_LONGEST_CHAIN):
        if current is None or not current.merged_to:
            break
        current = contacts_by_id(connection, {current.merged_to}).get(current.merged_to)
    is_end = current is not None and current is not contact and not current.merged_to
    return current if is_end else None


def _linked_contact(
    link: ContactLink, contact: ContactInfo | None, survivor: ContactInfo | None = None
) -> LinkedContact:
    return LinkedContact(
        party_key=link.party_key,
        contact_id=link.contact_id,
        name=contact.name if contact else link.contact_name,
        linked_name=link.contact_name,
        linked_by_name=link.linked_by_name,
        linked_at=link.linked_at,
        contact=contact,
        survivor=survivor,
    )


def _linked_item(link: ItemLink, item: ItemInfo | None) -> LinkedItem:
    return LinkedItem(
        product_key=link.product_key,
        item_id=link.item_id,
        code=item.code if item else link.item_code,
        name=item.name if item else link.item_name,
        linked_code=link.item_code,
        linked_name=link.item_name,
        linked_by_name=link.linked_by_name,
        linked_at=link.linked_at,
        item=item,
    )


def signed(actor: Actor) -> dict[str, object]:
    """Who linked it and when, as columns of a link."""
    return {
        "linked_by": actor.key,
        "linked_by_name": actor.name,
        "linked_at": timezone.now(),
    }
