"""Reads links and what the mirror holds of them, page by page, with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from ..connections.models import Connection
from ..linking.models import ContactLink, ItemLink
from ..reference.chunks import LOOKUP
from ..reference.models import Contact, Item
from ..reference.normal import email_key, name_key, number_key
from ..reference.services import ContactInfo, ItemInfo, contact_info, contacts_by_id, items_by_id
from .records import Evidence, Finding, Known, Place, Standing, Use
from .sorting import sort

L = TypeVar("L", ContactLink, ItemLink)

_LONGEST_CHAIN = 5
"""A contact can be merged again and again; Xero names only the next one."""


def contact_pages(connection: Connection) -> Iterator[list[ContactLink]]:
    return _pages(ContactLink, connection)


def item_pages(connection: Connection) -> Iterator[list[ItemLink]]:
    return _pages(ItemLink, connection)


def sort_contacts(connection: Connection, links: Sequence[ContactLink]) -> list[Finding]:
    """At most ten queries, however many of the links are broken."""
    uses = [_customer(link) for link in links]
    contacts = contacts_by_id(connection, {use.xero_id for use in uses})
    survivors = _survivors(connection, contacts)
    known = {key: _contact(info) for key, info in contacts.items()}
    ends = {key: _contact(info) for key, info in survivors.items()}
    broken = [
        contact
        for key, contact in contacts.items()
        if not known[key].is_usable and not (key in ends and ends[key].is_usable)
    ]
    choices = _contact_choices(connection, broken)
    return [
        sort(use, known.get(use.xero_id), choices, survivor=ends.get(use.xero_id)) for use in uses
    ]


def sort_items(connection: Connection, links: Sequence[ItemLink]) -> list[Finding]:
    """At most three queries, however many of the links are broken."""
    uses = [_product(link) for link in links]
    known = {
        key: _item(info)
        for key, info in items_by_id(connection, {use.xero_id for use in uses}).items()
    }
    broken = [use for use in uses if use.xero_id not in known or not known[use.xero_id].is_usable]
    choices = _item_choices(connection, broken, known)
    return [sort(use, known.get(use.xero_id), choices) for use in uses]


def _pages(model: type[L], connection: Connection) -> Iterator[list[L]]:
    """By primary key: what is linked meanwhile shifts no page."""
    last = 0
    while True:
        rows = model._default_manager.filter(connection=connection, pk__gt=last)
        page = list(rows.order_by("pk")[:LOOKUP])
        if page:
            yield page
        if len(page) < LOOKUP:
            return
        last = page[-1].pk


def _customer(link: ContactLink) -> Use:
    holder = link.party_name or link.party_key
    return Use(Place.CUSTOMER, link.party_key, link.contact_id, holder, name=link.contact_name)


def _product(link: ItemLink) -> Use:
    holder = link.product_name or link.product_key
    return Use(
        Place.PRODUCT, link.product_key, link.item_id, holder, link.item_code, link.item_name
    )


def _contact(info: ContactInfo) -> Known:
    archived = Standing.GONE if info.is_gone else Standing.ARCHIVED
    return Known(
        info.id,
        name=info.name,
        standing=Standing.USABLE if info.is_active else archived,
        is_merged=bool(info.merged_to),
        traits={
            Evidence.TAX_NUMBER: number_key(info.tax_number),
            Evidence.EMAIL: email_key(info.email),
            Evidence.ACCOUNT_NUMBER: number_key(info.account_number),
        },
    )


def _item(info: ItemInfo) -> Known:
    unsold = Standing.USABLE if info.is_sold else Standing.ARCHIVED
    return Known(info.id, info.code, info.name, Standing.GONE if info.is_gone else unsold)


def _survivors(
    connection: Connection, contacts: Mapping[str, ContactInfo]
) -> dict[str, ContactInfo]:
    """The end of each chain of merges that leads to a contact of the mirror; a query per hop."""
    ends = {key: info for key, info in contacts.items() if info.merged_to}
    for _hop in range(_LONGEST_CHAIN):
        wanted = {info.merged_to for info in ends.values() if info.merged_to}
        if not wanted:
            break
        found = contacts_by_id(connection, wanted)
        ends = {
            key: found[info.merged_to] if info.merged_to else info
            for key, info in ends.items()
            if not info.merged_to or info.merged_to in found
        }
    return {key: info for key, info in ends.items() if not info.merged_to}


def _contact_choices(connection: Connection, broken: Sequence[ContactInfo]) -> list[Known]:
    """Active contacts that agree with a broken one in something that says who it is."""
    wanted: dict[str, set[str]] = {
        "tax_number_key": {number_key(each.tax_number) for each in broken},
        "email": {email_key(each.email) for each in broken},
        "name_key": {name_key(each.name) for each in broken},
    }
    active = Contact.objects.of(connection).present().filter(is_active=True, merged_to="")
    found: dict[str, Known] = {}
    for column, keys in wanted.items():
        if keys - {""}:
            rows = active.filter(**{f"{column}__in": keys - {""}}).order_by("pk")
            found |= {row.xero_id: _contact(contact_info(row)) for row in rows[: 2 * LOOKUP]}
    return list(found.values())


def _item_choices(
    connection: Connection, broken: Iterable[Use], known: Mapping[str, Known]
) -> list[Known]:
    """Items that are sold and have the code or the name of a broken one."""
    named = [known.get(use.xero_id) or use for use in broken]
    wanted = {
        "code_key": {number_key(each.code)[:30] for each in named},
        "name_key": {name_key(each.name)[:50] for each in named},
    }
    sold = Item.objects.of(connection).present().filter(is_sold=True)
    found: dict[str, Known] = {}
    for column, keys in wanted.items():
        if keys - {""}:
            rows = sold.filter(**{f"{column}__in": keys - {""}}).order_by("pk")
            for row in rows[: 2 * LOOKUP]:
                found[row.xero_id] = Known(row.xero_id, row.code, row.name)
    return list(found.values())
