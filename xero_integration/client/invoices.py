"""Sales invoices and bills."""

from __future__ import annotations

from uuid import UUID

from . import answers, pdf
from .noun import WritableNoun, decoded, segment
from .records import Invoice
from .records.base import Record


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
        """Fetch the invoice as Xero prints it."""
        return pdf.fetch(self._http, self.path, invoice_id)

    def online_url(self, invoice_id: UUID | str) -> str:
        """Fetch the customer's public link to an approved sales invoice; empty if none."""
        answer = self._http.call("GET", f"Invoices/{segment(invoice_id)}/OnlineInvoice")
        page = decoded(
            "GET", answer, lambda body: answers.page(_OnlineInvoice, "OnlineInvoices", body)
        )
        return next((found.online_invoice_url for found in page.records), "")
