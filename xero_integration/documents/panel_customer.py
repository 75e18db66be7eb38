"""Whether the customer of a deal has a contact in Xero, asked while the deal has no documents."""

from __future__ import annotations

from ..access.doors import OpenDeal
from ..connections.models import Connection
from ..exceptions import HostDataError
from ..host.drafting_party import read_party
from ..linking.services import contact_for


def customer_is_unlinked(deal: OpenDeal, connection: Connection | None) -> bool:
    """False also where there is no customer to link, or nothing to link it to."""
    if connection is None or not connection.is_usable:
        return False
    try:
        party = read_party(deal.source, deal.obj)
    except HostDataError:
        return False  # the form says what is wrong with the deal
    return party is not None and contact_for(connection, party) is None
