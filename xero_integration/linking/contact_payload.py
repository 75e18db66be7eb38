"""The JSON that creates a contact in Xero, or updates only what differs. Pure.

Xero merges ``Addresses`` by type and replaces ``ContactPersons`` as a whole, so an update
carries the one address slot it means in full, and never the name or the people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..reference.normal import email_key, number_key
from ..reference.services import Address, ContactInfo
from .limits import NUMBER, WantedContact, address_key, cut, sendable

__all__ = ["Field", "FieldChange", "WantedContact", "changes", "create_payload", "update_payload"]

# Invoices are printed with this one of Xero's two addresses.
INVOICE_ADDRESS = "POBOX"

_PARTS = {
    "AddressLine1": "line1",
    "AddressLine2": "line2",
    "AddressLine3": "line3",
    "AddressLine4": "line4",
    "City": "city",
    "Region": "region",
    "PostalCode": "postal_code",
    "Country": "country",
}


class Field(models.TextChoices):
    """The fields that "update in Xero" may write; nothing else ever is."""

    EMAIL = "email", _("E-mail")
    ADDRESS = "address", _("Address")
    TAX_NUMBER = "tax_number", _("Tax number")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of the contact as it is in Xero and as it would become."""

    field: Field
    before: str
    after: str

    @property
    def label(self) -> str:
        """The field's name for people."""
        return str(self.field.label)


def create_payload(wanted: WantedContact, *, contact_number: str = "") -> dict[str, Any]:
    """A new contact. ``contact_number`` is our mark, by which it can be found again."""
    tidy = sendable(wanted)
    payload: dict[str, Any] = {
        "Name": tidy.name,
        "ContactNumber": cut(contact_number, NUMBER),
        "EmailAddress": tidy.email,
        "TaxNumber": tidy.tax_number,
    }
    if not tidy.address.is_empty:
        slot = {name: text for name, text in _slot(tidy.address).items() if text}
        payload["Addresses"] = [slot]
    return {name: value for name, value in payload.items() if value}


def changes(contact: ContactInfo, wanted: WantedContact) -> list[FieldChange]:
    """What an update would change, for people to see before it is done."""
    return list(_changes(contact, sendable(wanted)))


def update_payload(contact: ContactInfo, wanted: WantedContact) -> dict[str, Any] | None:
    """Only what differs; None when nothing does, and then no call is made."""
    tidy = sendable(wanted)
    values: dict[Field, tuple[str, Any]] = {
        Field.EMAIL: ("EmailAddress", tidy.email),
        Field.ADDRESS: ("Addresses", [_slot(tidy.address)]),
        Field.TAX_NUMBER: ("TaxNumber", tidy.tax_number),
    }
    differing = dict(values[change.field] for change in _changes(contact, tidy))
    return {"ContactID": contact.id, **differing} if differing else None


def _changes(contact: ContactInfo, tidy: WantedContact) -> Iterator[FieldChange]:
    if tidy.email and email_key(tidy.email) != email_key(contact.email):
        yield FieldChange(Field.EMAIL, contact.email, tidy.email)
    if not tidy.address.is_empty and address_key(tidy.address) != address_key(contact.postal):
        before, after = (", ".join(one.lines) for one in (contact.postal, tidy.address))
        yield FieldChange(Field.ADDRESS, before, after)
    if tidy.tax_number and number_key(tidy.tax_number) != number_key(contact.tax_number):
        yield FieldChange(Field.TAX_NUMBER, contact.tax_number, tidy.tax_number)


def _slot(address: Address) -> dict[str, str]:
    """The whole slot: a part left out would keep the text of the old address."""
    parts = {name: str(getattr(address, part)) for name, part in _PARTS.items()}
    return {"AddressType": INVOICE_ADDRESS, **parts}
