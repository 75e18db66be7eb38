"""Items: products and services."""

from __future__ import annotations

from .noun import WritableNoun
from .records import Item


class Items(WritableNoun[Item]):
    """Xero has no pages for items; prices keep four places."""

    path = "Items"
    record_type = Item
    ordered = True
    reading = {"unitdp": 4}
