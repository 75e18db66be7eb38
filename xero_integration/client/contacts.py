"""Contacts: customers and suppliers."""

from __future__ import annotations

from .noun import WritableNoun
from .records import Contact


class Contacts(WritableNoun[Contact]):
    """Lists hold archived contacts too; a merged one shows on paged and single reads."""

    path = "Contacts"
    record_type = Contact
    paged = True
    ordered = True
    listing = {"includeArchived": True}
