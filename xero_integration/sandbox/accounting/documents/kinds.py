"""What differs between invoices and credit notes: names of fields, types, tables."""

from __future__ import annotations

from dataclasses import dataclass

from xero_integration.sandbox.accounting import batch
from xero_integration.sandbox.accounting.records import Document, Organisation
from xero_integration.sandbox.accounting.tables import Table


@dataclass(frozen=True)
class Kind:
    noun: batch.Noun
    title: str
    id_field: str
    number_field: str
    types: tuple[str, ...]
    category: str

    def table(self, organisation: Organisation) -> Table[Document]:
        if self.category == "INVOICE":
            return organisation.invoices
        return organisation.credit_notes


INVOICE = Kind(
    batch.INVOICES, "Invoice", "InvoiceID", "InvoiceNumber", ("ACCREC", "ACCPAY"), "INVOICE"
)
CREDIT_NOTE = Kind(
    batch.CREDIT_NOTES,
    "Credit Note",
    "CreditNoteID",
    "CreditNoteNumber",
    ("ACCRECCREDIT", "ACCPAYCREDIT"),
    "CREDITNOTE",
)


def kind_of(document: Document) -> Kind:
    return CREDIT_NOTE if document.is_credit_note else INVOICE
