"""Adds the contacts of a ready-made organisation, one of them archived and one merged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from xero_integration.sandbox.accounting.records import Contact, Organisation
from xero_integration.sandbox.accounting.wire import present

from .blueprint import Blueprint, Person

if TYPE_CHECKING:
    from xero_integration.sandbox.world import World


def add_people(
    world: World, organisation: Organisation, plan: Blueprint, founded: datetime
) -> None:
    for order, person in enumerate(plan.people):
        updated = founded + timedelta(days=order, minutes=order * 7)
        contact = _contact(world, plan, person, updated)
        organisation.contacts[contact.contact_id] = contact
    _retire_two(organisation)


def _contact(world: World, plan: Blueprint, person: Person, updated: datetime) -> Contact:
    fields = {
        "FirstName": person.first or None,
        "LastName": person.last or None,
        "EmailAddress": person.email or None,
        "TaxNumber": person.tax_number or None,
        "ContactNumber": person.number or None,
    }
    contact_id = world.fixed_id(f"{plan.key}:contact:{person.name}")
    contact = Contact(contact_id, person.name, updated, fields=present(fields))
    if person.city:
        contact.addresses["STREET"] = {
            "AddressLine1": person.street,
            "City": person.city,
            "PostalCode": person.postcode,
            "Country": plan.country,
        }
    contact.is_supplier = person.supplier
    return contact


def _retire_two(organisation: Organisation) -> None:
    """The last two of every plan: the first of them is archived, the second merged away."""
    *others, archived, merged = organisation.contacts.real.values()
    archived.status = merged.status = "ARCHIVED"
    merged.merged_to = others[0].contact_id
