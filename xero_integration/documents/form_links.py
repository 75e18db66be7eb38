"""What the form shows of links to Xero's contacts and items, and what picking one does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ..connections.models import Connection
from ..linking import services as linking
from ..reference.book import ContactInfo, ItemInfo, ReferenceBook
from .form_line import LineForm


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to pick: what it is called, what else tells it apart, why it is proposed."""

    id: str
    label: str
    detail: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """An open search. ``target`` is ``contact`` or the index of a line."""

    target: str = ""
    text: str = ""
    choices: Sequence[Choice] = field(default_factory=tuple)


def contact_state(values: dict[str, Any], book: ReferenceBook) -> dict[str, Any]:
    """Linked, to be created, or open; ``trouble`` says why a link no longer works."""
    contact_id = str(values.get("contact_id") or "")
    contact = book.contact if contact_id else None
    return {
        "linked": bool(contact_id),
        "create": bool(values.get("contact_create")) and not contact_id,
        "contact": contact,
        "trouble": _contact_trouble(contact) if contact_id else "",
    }


def contact_history(
    connection: Connection, values: dict[str, Any], book: ReferenceBook
) -> dict[str, Any]:
    """What happened in Xero to the linked contact: a new name, or whom it was merged into."""
    contact = book.contact
    if contact is None:
        return {}
    if not contact.is_active:
        return {"survivor": linking.survivor_of(connection, contact)}
    party_key = str(values.get("party_key") or "")
    return {"note": linking.contact_note(connection, party_key, contact) if party_key else ""}


def _contact_trouble(contact: ContactInfo | None) -> str:
    if contact is None or contact.is_gone:
        return _("This contact is no longer in Xero.")
    if contact.merged_to:
        return _("This contact was merged into another one in Xero.")
    if not contact.is_active:
        return _("This contact is archived in Xero.")
    return ""


def item_state(line: LineForm, book: ReferenceBook, notes: Mapping[str, str]) -> dict[str, Any]:
    """Whether a line is tied to an item in Xero, and what is wrong with the tie.

    ``notes`` say by product what changed about its item since the two were linked.
    """
    item_id = str(line.data.get(line.add_prefix("item_id")) or "")
    product_key = str(line.data.get(line.add_prefix("product_key")) or "")
    item = book.items.get(item_id) if item_id else None
    return {
        "linked": bool(item_id),
        "item": item,
        "is_product": bool(product_key),
        "trouble": _item_trouble(item) if item_id else "",
        "note": notes.get(product_key, "") if item_id else "",
    }


def _item_trouble(item: ItemInfo | None) -> str:
    if item is None or item.is_gone:
        return _("This item was deleted in Xero.")
    if not item.is_sold:
        return _("This item is not marked as sold in Xero.")
    return ""


def contact_choice(contact: ContactInfo, reason: str = "") -> Choice:
    place = ", ".join(filter(None, (contact.postal.city, contact.postal.country)))
    facts = (contact.email, contact.tax_number, contact.account_number, place)
    return Choice(contact.id, contact.name, " · ".join(filter(None, facts)), reason)


def item_choice(item: ItemInfo, reason: str = "") -> Choice:
    return Choice(item.id, item.label, item.description[:120], reason)
