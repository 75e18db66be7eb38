"""The history of documents and contacts, and notes added to it."""

from __future__ import annotations

from uuid import UUID

from . import answers
from .http import XeroHTTP
from .noun import decoded, segment, written
from .records import HistoryRecord

LONGEST_NOTE = 2500


class History:
    """Notes are permanent: they can't be edited, removed or dated back."""

    def __init__(self, http: XeroHTTP) -> None:
        self._http = http

    def of(self, endpoint: str, identifier: UUID | str) -> list[HistoryRecord]:
        """Read the history, e.g. ``history.of("Invoices", invoice_id)``."""
        answer = self._http.call("GET", _path(endpoint, identifier))
        page = decoded(
            "GET", answer, lambda body: answers.page(HistoryRecord, "HistoryRecords", body)
        )
        return page.records

    def add(
        self, endpoint: str, identifier: UUID | str, text: str, *, idempotency_key: str
    ) -> None:
        """Add a note, cut to what Xero keeps."""
        answer = self._http.call(
            "PUT",
            _path(endpoint, identifier),
            body={"HistoryRecords": [{"Details": text[:LONGEST_NOTE]}]},
            idempotency_key=idempotency_key,
        )
        results = written("PUT", answer, HistoryRecord, key="HistoryRecords", count=1)
        for result in results:
            result.element()


def _path(endpoint: str, identifier: UUID | str) -> str:
    return f"{segment(endpoint)}/{segment(identifier)}/History"
