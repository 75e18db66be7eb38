"""Finds the contact that a body means."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from xero_integration.sandbox.accounting.records import Contact, Organisation
from xero_integration.sandbox.accounting.wire import Json


def by_name(organisation: Organisation, name: str) -> Contact | None:
    """Active contacts first: only among them are names unique."""
    lowered = name.lower()
    found = [each for each in _candidates(organisation, name) if each.name.lower() == lowered]
    return min(found, key=lambda each: each.status != "ACTIVE", default=None)


def active_by_name(organisation: Organisation, name: str) -> Contact | None:
    contact = by_name(organisation, name)
    return contact if contact is not None and contact.status == "ACTIVE" else None


def by_number(organisation: Organisation, number: str) -> Contact | None:
    if not number:
        return None
    contacts = organisation.contacts.real.values()
    return next((each for each in contacts if each.number.lower() == number.lower()), None)


def by_key(organisation: Organisation, key: str) -> Contact | None:
    """A path names a contact by its id or by its number."""
    return organisation.contacts.peek(key.lower()) or by_number(organisation, key)


def meant_by(organisation: Organisation, element: Json) -> Contact | None:
    """ContactID first, then ContactNumber, then Name."""
    if element.get("ContactID"):
        contact = organisation.contacts.peek(str(element["ContactID"]).lower())
    else:
        contact = by_number(organisation, str(element.get("ContactNumber", "")))
        if contact is None and element.get("Name"):
            contact = by_name(organisation, str(element["Name"]))
    return contact


def own(organisation: Organisation, contact: Contact) -> Contact:
    """The record to change: a generated contact becomes a stored one."""
    return organisation.contacts[contact.contact_id]


def _candidates(organisation: Organisation, name: str) -> Iterable[Contact]:
    table = organisation.contacts
    index = getattr(table.series, "index_of_name", lambda name: None)(name)
    if index is None or table.series is None or table.series.key(index) in table.real:
        return table.real.values()
    return chain(table.real.values(), [table.series.make(index)])
