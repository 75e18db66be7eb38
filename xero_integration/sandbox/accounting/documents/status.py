"""The status machine of documents, with Xero's messages."""

from __future__ import annotations

from xero_integration.sandbox.accounting.records import Document
from xero_integration.sandbox.accounting.refusals import InvalidElementError

CREATABLE = ("DRAFT", "SUBMITTED", "AUTHORISED")
TRANSITIONS = {
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
}
ENDED = ("VOIDED", "DELETED")
APPROVAL = ("SUBMITTED", "AUTHORISED")
LOCKED_BY_MONEY = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)


def has_money(document: Document) -> bool:
    """Something was paid, credited or allocated."""
    return bool(document.amount_paid or document.amount_credited)


def next_status(document: Document, wanted: str | None) -> str:
    """The status after a change, or a refusal in Xero's words."""
    title = "Credit Note" if document.is_credit_note else "Invoice"
    not_valid = f"{title} not of valid status for modification"
    if document.status in ENDED:
        raise InvalidElementError(not_valid)
    if wanted is None or wanted == document.status:
        return document.status
    if has_money(document):
        # Resending AUTHORISED with an edit of a paid document is no change of status.
        if document.status == "PAID" and wanted == "AUTHORISED":
            return "PAID"
        raise InvalidElementError(
            f"The status {wanted} cannot be applied to the {title.lower()} because it has "
            "payments or credit notes allocated to it."
        )
    if wanted not in TRANSITIONS.get(document.status, ()):
        raise InvalidElementError(not_valid)
    return wanted
