"""What a plan must know beside the draft and the mirror; gathered by the services."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """``operation_id`` is the draft's own id; ``deal_url`` is absolute.

    ``earlier`` names documents this deal already has.
    """

    operation_id: uuid.UUID
    deal_url: str = ""
    connection_usable: bool = True
    read_only: bool = False
    may_approve: bool = False
    may_email: bool = False
    items_must_be_linked: bool = True
    number_is_taken: bool = False
    contact_name_is_taken: bool = False
    earlier: Collection[str] = ()
    missing_scopes: Collection[str] = ()

    @property
    def contact_operation_id(self) -> uuid.UUID:
        """Known before the contact exists, so that the invoice can name the contact by it."""
        return uuid.uuid5(self.operation_id, "contact")
