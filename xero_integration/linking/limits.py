"""Xero's limits on the texts of a contact, and texts brought within them. Pure.

Lengths: https://developer.xero.com/documentation/api/accounting/contacts, read in October 2026.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..reference.normal import email_key, emails, fold, number_key
from ..reference.services import Address

NAME = EMAIL = CITY = REGION = 255
NUMBER = POSTAL_CODE = COUNTRY = 50
LINE = 500

_NOT_COUNTRY = re.compile(r"[^\w\s'’.,&()-]|[\d_]")


@dataclass(frozen=True, slots=True)
class WantedContact:
    """What a contact should be in Xero. Empty texts and an empty address want nothing."""

    name: str = ""
    email: str = ""
    address: Address = Address()
    tax_number: str = ""


def sendable(wanted: WantedContact) -> WantedContact:
    """The same within Xero's limits: what would be sent, and so what is compared."""
    return WantedContact(
        name=contact_name(wanted.name),
        email=_email(wanted.email),
        address=_address(wanted.address),
        tax_number=cut(wanted.tax_number, NUMBER) if number_key(wanted.tax_number) else "",
    )


def contact_name(text: str) -> str:
    """Xero refuses angle brackets and blanks at the ends or in pairs."""
    return cut(re.sub(r"[<>]", " ", text), NAME)


def cut(text: str, length: int) -> str:
    """One line without control characters and needless blanks, at most so long."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(shown.split())[:length].rstrip()


def address_key(address: Address) -> str:
    """The words of an address in order: how they are split over the parts says nothing."""
    parts = [address.line1, address.line2, address.line3, address.line4]
    parts += [address.city, address.region, address.postal_code, address.country]
    return " ".join(re.findall(r"\w+", fold(" ".join(parts))))


def _email(text: str) -> str:
    first = next(iter(emails(text)), "")
    return first if first == email_key(first) and len(first) < EMAIL else ""


def _address(address: Address) -> Address:
    tidy = Address(
        line1=cut(address.line1, LINE),
        line2=cut(address.line2, LINE),
        line3=cut(address.line3, LINE),
        line4=cut(address.line4, LINE),
        city=cut(address.city, CITY),
        region=cut(address.region, REGION),
        postal_code=cut(address.postal_code, POSTAL_CODE),
        country=cut(_NOT_COUNTRY.sub(" ", address.country), COUNTRY),
    )
    return tidy if address_key(tidy) else Address()
