"""Which acts the page offers for a document in which status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from xero_integration.sandbox import html
from xero_integration.sandbox.page import formats, frame
from xero_integration.sandbox.page.forms import Field, act_form

if TYPE_CHECKING:
    from xero_integration.sandbox.accounting.records import Document, Organisation

OFFERED = {
    "DRAFT": ("approve", "edit", "delete"),
    "SUBMITTED": ("approve", "edit", "delete"),
    "AUTHORISED": ("pay", "part_pay", "edit", "void"),
}
LABELS = {
    "approve": ("Approve", "primary"),
    "pay": ("Pay in full", "primary"),
    "part_pay": ("Pay a part", ""),
    "edit": ("Save changes", ""),
    "void": ("Void", "danger"),
    "delete": ("Delete", "danger"),
}
PAYMENTS = ("pay", "part_pay")


def forms_for(organisation: Organisation, document: Document) -> Markup:
    """The forms, or a sentence that says why there are none."""
    home = frame.home(organisation)
    acts = [
        act
        for act in OFFERED.get(document.status, ())
        if not (document.is_credit_note and act in PAYMENTS)
    ]
    if not acts:
        status = formats.STATUSES.get(document.status, document.status).lower()
        return Markup('<p class="empty">Xero allows no changes once it is {}.</p>').format(status)
    return html.join(
        act_form(
            f"{home}/act",
            act,
            LABELS[act][0],
            subject=document.document_id,
            back=f"{home}/invoicing/view/{document.document_id}",
            fields=_fields(act, document),
            style=LABELS[act][1],
        )
        for act in acts
    )


def _fields(act: str, document: Document) -> list[Field]:
    if act == "part_pay":
        return [Field("amount", f"Amount in {document.currency_code}")]
    if act == "edit":
        due = document.due_date.isoformat() if document.due_date else ""
        return [
            Field("reference", "Reference", document.reference),
            Field("due_date", "Due date", due, "date"),
        ]
    return []
