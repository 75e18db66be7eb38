"""One invoice, bill or credit note with everything an accountant may do to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from xero_integration.sandbox import html
from xero_integration.sandbox.page import document_acts, formats, forms, frame
from xero_integration.sandbox.page.documents import contact_name, document_badge

if TYPE_CHECKING:
    from xero_integration.sandbox.accounting.records import (
        Document,
        Line,
        Organisation,
        Payment,
    )
    from xero_integration.sandbox.app import Sandbox


def show(sandbox: Sandbox, request: Request, shortcode: str, document_id: str) -> Response:
    """Deep links of Xero lead here: ``/app/<short code>/invoicing/view/<id>``."""
    organisation = frame.organisation_by(sandbox, shortcode)
    wanted = document_id.lower()
    document = organisation.invoices.peek(wanted) or organisation.credit_notes.peek(wanted)
    if document is None:
        raise frame.missing("There is no such document in this organisation.")
    body = html.render("document", _values(organisation, document))
    title = f"{formats.KINDS.get(document.type, document.type)} {document.number}"
    return frame.framed(sandbox, request, organisation, tab="documents", title=title, body=body)


def _values(organisation: Organisation, document: Document) -> dict[str, object]:
    home = frame.home(organisation)
    return {
        "kind": formats.KINDS.get(document.type, document.type),
        "number": document.number or "(no number)",
        "badge": document_badge(document),
        "status": document.status,
        "contact": contact_name(organisation, document),
        "contact_address": f"{home}/contacts/contact/{document.contact_id}",
        "reference": document.reference or "–",
        "date": formats.day(document.date),
        "due_date": formats.day(document.due_date) or "–",
        "sent": "Yes" if document.sent_to_contact else "No",
        "currency": document.currency_code,
        "tax_mode": formats.TAX_MODES.get(document.line_amount_types, ""),
        "updated": formats.moment(document.updated),
        "document_id": document.document_id,
        "url": _url(document.url),
        "lines": html.join(_line(line) for line in document.lines),
        "sub_total": formats.money(document.sub_total),
        "total_tax": formats.money(document.total_tax),
        "total": formats.money(document.total),
        "paid": formats.money(document.amount_paid + document.amount_credited),
        "due": formats.money(document.amount_due),
        "acts": document_acts.forms_for(organisation, document),
        "payments": _payments(organisation, document),
        "history": _history(organisation, document),
    }


def _url(url: str) -> Markup | str:
    """The link back to the deal, when it is one that a browser may follow."""
    if not url.startswith(("http://", "https://")):
        return url or "–"
    return Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(url)


def _line(line: Line) -> Markup:
    return html.render(
        "line",
        {
            "description": line.description,
            "item": line.item_code,
            "quantity": formats.quantity(line.quantity),
            "price": formats.price(line.unit_amount),
            "account": line.account_code,
            "tax": line.tax_type,
            "amount": formats.money(line.line_amount),
        },
    )


def _payments(organisation: Organisation, document: Document) -> Markup:
    payments = (organisation.payments.peek(each) for each in document.payment_ids)
    found = [payment for payment in payments if payment is not None]
    if not found:
        return Markup('<p class="empty">Nothing has been paid.</p>')
    rows = html.join(_payment(organisation, document, payment) for payment in found)
    return html.render("payments", {"rows": rows})


def _payment(organisation: Organisation, document: Document, payment: Payment) -> Markup:
    home = frame.home(organisation)
    button: Markup | str = formats.badge(payment.status)
    if payment.status != "DELETED":
        button = forms.act_form(
            f"{home}/act",
            "remove_payment",
            "Remove",
            subject=payment.payment_id,
            back=f"{home}/invoicing/view/{document.document_id}",
            style="small danger",
        )
    values = {"date": formats.day(payment.date), "amount": formats.money(payment.amount)}
    return html.render("payment", values | {"button": button})


def _history(organisation: Organisation, document: Document) -> Markup:
    entries = reversed(organisation.history.get(document.document_id, []))
    lines = [
        Markup("<li>{} <strong>{}</strong> {} <span class='quiet'>{}</span></li>").format(
            formats.moment(entry.at), entry.changes, entry.details, entry.user
        )
        for entry in entries
    ]
    return html.join(lines) if lines else Markup("<li class='quiet'>Nothing yet.</li>")
