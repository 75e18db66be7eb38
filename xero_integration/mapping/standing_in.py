"""What a deal's own draft says where the field mapping finds nothing."""

from __future__ import annotations

from ..host.emails import first_email
from ..host.records import HostDraft
from .targets import Target


def of_the_draft(deal: HostDraft) -> dict[Target, str]:
    """Texts, "" where the draft is silent too; no field can be named that they came from."""
    party = deal.party
    return {
        Target.NAME: (party.name or "").strip() if party else "",
        Target.EMAIL: first_email(party.email or "") if party else "",
        Target.REFERENCE: deal.reference,
    }
