"""Sales invoices and bills."""

from __future__ import annotations

from uuid import UUID

from xero_integration.exceptions import Unavailable

from . import answers
from .noun import WritableNoun, decoded, segment
from .records import Invoice
from .records.base import Record

PDF = "application/pdf"
# Rendering a long invoice takes Xero longer than any other answer.
_PDF_READ_TIMEOUT = 60.0


class _OnlineInvoice(Record, frozen=True, kw_only=True):
    online_invoice_url: str = ""


class Invoices(WritableNoun[Invoice]):
    """Without ``unitdp=4`` Xero rounds unit prices to cents before it multiplies."""

    path = "Invoices"
    record_type = Invoice
    paged = True
    ordered = True
    reading = {"unitdp": 4}

    def email(self, invoice_id: UUID | str, *, idempotency_key: str) -> None:
        """Have Xero send the invoice with its own template to the contact's addresses."""
        path = f"Invoices/{segment(invoice_id)}/Email"
        self._http.call("POST", path, body={}, idempotency_key=idempotency_key)

    def pdf(self, invoice_id: UUID | str) -> bytes:
        """Fetch the invoice as PDF; Xero answers JSON instead if anything else is accepted."""
        answer = self._http.call(
            "GET",
            f"Invoices/{segment(invoice_id)}",
            accept=PDF,
            read_timeout=_PDF_READ_TIMEOUT,
        )
        if answer.content_type != PDF or not answer.body.startswith(b"%PDF"):
            detail = f"Xero answered {answer.content_type or 'nothing'} instead of a PDF."
            raise Unavailable(detail, status=answer.status)
        return answer.body

    def online_url(self, invoice_id: UUID | str) -> str:
        """Fetch the customer's public link to an approved sales invoice; empty if none."""
        answer = self._http.call("GET", f"Invoices/{segment(invoice_id)}/OnlineInvoice")
        page = decoded(
            "GET", answer, lambda body: answers.page(_OnlineInvoice, "OnlineInvoices", body)
        )
        return next((found.online_invoice_url for found in page.records), "")
