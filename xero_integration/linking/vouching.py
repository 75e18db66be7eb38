"""Whether a key is of a customer or product that this caller knows, and what it is called.

A key may name any record of the host, so nobody learns or links one by guessing its key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from ..connections.models import Connection
from ..host.catalogue import known
from ..host.source import InvoiceSource
from .match_page import visible
from .models import ContactLink, ItemLink, MatchProposal, MatchSide


@dataclass(frozen=True, slots=True)
class OnDeal:
    """A deal that the caller may see and says the customer or product stands on."""

    source: InvoiceSource
    obj: Any


def name_of(
    request: HttpRequest, connection: Connection, side: str, key: str, *, on: OnDeal | None
) -> str | None:
    """What the host calls it; None unless a deal, a visible proposal or a link vouches for it."""
    told = _on_deal(request, connection, side, on).get(key) if on else None
    if told is None:
        told = _proposed(request, connection, side, key)
    return _linked(connection, side, key) if told is None else told


def _on_deal(request: HttpRequest, connection: Connection, side: str, on: OnDeal) -> dict[str, str]:
    if on.source.tenant(request, on.obj) != connection.tenant:
        return {}
    read = known(on.source, on.obj)
    if side == MatchSide.ITEM:
        return {product.key: product.name for product in read.products}
    return {read.party.key: read.party.name} if read.party else {}


def _proposed(request: HttpRequest, connection: Connection, side: str, key: str) -> str | None:
    rows = MatchProposal.objects.filter(connection=connection, side=side, key=key)
    return next((row.name for row in visible(request, rows)), None)


def _linked(connection: Connection, side: str, key: str) -> str | None:
    if side == MatchSide.CONTACT:
        customers = ContactLink.objects.filter(connection=connection, party_key=key)
        return customers.values_list("party_name", flat=True).first()
    products = ItemLink.objects.filter(connection=connection, product_key=key)
    return products.values_list("product_name", flat=True).first()
