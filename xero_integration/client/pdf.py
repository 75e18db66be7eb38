"""Documents as PDF: Xero draws them with the organisation's own template."""

from __future__ import annotations

from uuid import UUID

from xero_integration.exceptions import Unavailable

from .http import XeroHTTP
from .noun import segment

PDF = "application/pdf"
# Rendering a long invoice takes Xero longer than any other answer.
_READ_TIMEOUT = 60.0


def fetch(http: XeroHTTP, collection: str, identifier: UUID | str) -> bytes:
    """Fetch one document; Xero answers JSON instead if anything else is accepted."""
    answer = http.call(
        "GET", f"{collection}/{segment(identifier)}", accept=PDF, read_timeout=_READ_TIMEOUT
    )
    if answer.content_type != PDF or not answer.body.startswith(b"%PDF"):
        detail = f"Xero answered {answer.content_type or 'nothing'} instead of a PDF."
        raise Unavailable(detail, status=answer.status)
    return answer.body
