"""Credit notes and their allocations."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from . import pdf
from .answers import WriteResult
from .noun import WritableNoun, segment, written
from .records import Allocation, CreditNote
from .wire import Payload


class CreditNotes(WritableNoun[CreditNote]):
    """Unit prices keep four places, as on invoices."""

    path = "CreditNotes"
    record_type = CreditNote
    paged = True
    ordered = True
    reading = {"unitdp": 4}

    def pdf(self, credit_note_id: UUID | str) -> bytes:
        """Fetch the note as Xero prints it."""
        return pdf.fetch(self._http, self.path, credit_note_id)

    def allocate(
        self, credit_note_id: UUID | str, allocations: Sequence[Payload], *, idempotency_key: str
    ) -> list[WriteResult[Allocation]]:
        """Set an approved note against invoices. Repeating an allocation applies it twice."""
        batch = list(allocations)
        answer = self._http.call(
            "PUT",
            f"CreditNotes/{segment(credit_note_id)}/Allocations",
            params=dict(self.writing),
            body={"Allocations": batch},
            idempotency_key=idempotency_key,
        )
        return written("PUT", answer, Allocation, key="Allocations", count=len(batch))

    def remove_allocation(self, credit_note_id: UUID | str, allocation_id: UUID | str) -> None:
        """Undo an allocation."""
        note, allocation = segment(credit_note_id), segment(allocation_id)
        self._http.call("DELETE", f"CreditNotes/{note}/Allocations/{allocation}")
