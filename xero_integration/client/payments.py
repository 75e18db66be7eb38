"""Payments on invoices and credits."""

from __future__ import annotations

from uuid import UUID

from .answers import WriteResult
from .noun import WritableNoun, segment, written
from .records import Payment


class Payments(WritableNoun[Payment]):
    """Payments are never edited: delete one and create another."""

    path = "Payments"
    record_type = Payment
    paged = True
    ordered = True

    def delete(self, payment_id: UUID | str, *, idempotency_key: str) -> WriteResult[Payment]:
        """Take a payment back. Xero refuses any other key beside the status."""
        answer = self._http.call(
            "POST",
            f"Payments/{segment(payment_id)}",
            body={"Status": "DELETED"},
            idempotency_key=idempotency_key,
        )
        return written("POST", answer, Payment, key="Payments", count=1)[0]
