"""The list of invoices, bills and credit notes of one organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from xero_integration.sandbox import html
from xero_integration.sandbox.page import formats, forms, frame, listing

if TYPE_CHECKING:
    from xero_integration.sandbox.accounting.records import Document, Organisation
    from xero_integration.sandbox.app import Sandbox

STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
OPEN = ("DRAFT", "SUBMITTED", "AUTHORISED")
NEXT_ACT = {"DRAFT": ("approve", "Approve"), "SUBMITTED": ("approve", "Approve")}
NEXT_ACT["AUTHORISED"] = ("pay", "Pay in full")


def show(sandbox: Sandbox, request: Request, shortcode: str) -> Response:
    organisation = frame.organisation_by(sandbox, shortcode)
    status, search = request.args.get("status", ""), request.args.get("q", "")
    everything = listing.recent(organisation.invoices)
    everything += listing.recent(organisation.credit_notes)
    found = [
        document
        for document in sorted(everything, key=_age, reverse=True)
        if status in ("", document.status) and _matches(organisation, document, search)
    ]
    rows = html.join(_row(organisation, document) for document in found[: listing.SHOWN])
    hint = "No document here yet. Create one through the API and it appears."
    body = html.render(
        "documents",
        {
            "home": frame.home(organisation),
            "search": search,
            "status": status,
            "filters": html.join(_filters(frame.home(organisation), status)),
            "rows": listing.rows_or_hint(rows, 7, hint),
            "count": f"{min(len(found), listing.SHOWN)} of {len(found)}",
        },
    )
    title = f"Documents of {organisation.name}"
    return frame.framed(sandbox, request, organisation, tab="documents", title=title, body=body)


def _age(document: Document) -> tuple[object, ...]:
    return (document.updated, document.number)


def contact_name(organisation: Organisation, document: Document) -> str:
    contact = organisation.contacts.peek(document.contact_id)
    return contact.name if contact is not None else ""


def document_badge(document: Document) -> Markup:
    """An approved credit note awaits no payment."""
    approved_note = document.is_credit_note and document.status == "AUTHORISED"
    return formats.badge(document.status, "Approved" if approved_note else "")


def _matches(organisation: Organisation, document: Document, search: str) -> bool:
    name = contact_name(organisation, document)
    return listing.contains(search, document.number, document.reference, name)


def _filters(home: str, status: str) -> list[Markup]:
    choices = {"": "All"} | {each: formats.STATUSES[each] for each in STATUSES}
    return [
        Markup('<a href="{}/documents?status={}"{}>{}</a>').format(
            home, value, Markup(' aria-current="page"') if value == status else "", label
        )
        for value, label in choices.items()
    ]


def _row(organisation: Organisation, document: Document) -> Markup:
    home = frame.home(organisation)
    act = NEXT_ACT.get(document.status) if not document.is_credit_note else None
    button: Markup | str = ""
    if act is not None:
        button = forms.act_form(
            f"{home}/act",
            act[0],
            act[1],
            subject=document.document_id,
            back=f"{home}/documents",
            style="small",
        )
    return html.render(
        "document_row",
        {
            "address": f"{home}/invoicing/view/{document.document_id}",
            "number": document.number or "(no number)",
            "kind": formats.KINDS.get(document.type, document.type),
            "contact": contact_name(organisation, document),
            "reference": document.reference,
            "date": formats.day(document.date),
            "due_date": formats.day(document.due_date),
            "total": formats.money(document.total),
            "currency": document.currency_code,
            "due": formats.money(document.amount_due) if document.status in OPEN else "",
            "badge": document_badge(document),
            "button": button,
        },
    )
