"""Contacts: the list, and one contact with its acts and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from xero_integration.sandbox import html
from xero_integration.sandbox.page import formats, frame, listing
from xero_integration.sandbox.page.forms import Field, act_form

if TYPE_CHECKING:
    from xero_integration.sandbox.accounting.records import Contact, Organisation
    from xero_integration.sandbox.app import Sandbox

SHOWN_FIELDS = {
    "EmailAddress": "E-mail",
    "ContactNumber": "Contact number",
    "AccountNumber": "Account number",
    "TaxNumber": "Tax number",
}


def show_all(sandbox: Sandbox, request: Request, shortcode: str) -> Response:
    organisation = frame.organisation_by(sandbox, shortcode)
    search = request.args.get("q", "")
    found = [
        contact
        for contact in listing.recent(organisation.contacts)
        if listing.contains(search, contact.name, contact.email, contact.number)
    ]
    found.sort(key=lambda contact: contact.name.lower())
    rows = html.join(_row(organisation, contact) for contact in found[: listing.SHOWN])
    values = {
        "home": frame.home(organisation),
        "search": search,
        "rows": listing.rows_or_hint(rows, 5, "No contact has this name."),
        "count": f"{min(len(found), listing.SHOWN)} of {len(found)}",
    }
    body = html.render("contacts", values)
    title = f"Contacts of {organisation.name}"
    return frame.framed(sandbox, request, organisation, tab="contacts", title=title, body=body)


def show(sandbox: Sandbox, request: Request, shortcode: str, contact_id: str) -> Response:
    """Deep links of Xero lead here: ``/app/<short code>/contacts/contact/<id>``."""
    organisation = frame.organisation_by(sandbox, shortcode)
    contact = organisation.contacts.peek(contact_id.lower())
    if contact is None:
        raise frame.missing("There is no such contact in this organisation.")
    shown = SHOWN_FIELDS.items()
    fields = [_pair(label, contact.fields.get(name, "")) for name, label in shown]
    kept = organisation.contacts.peek(contact.merged_to)
    if kept is not None:
        fields.append(_pair("Merged into", kept.name))
    values = {
        "name": contact.name,
        "badge": formats.badge(contact.status),
        "fields": html.join(fields),
        "updated": formats.moment(contact.updated),
        "contact_id": contact.contact_id,
        "documents": _documents(organisation, contact),
        "acts": _acts(organisation, contact),
    }
    body = html.render("contact", values)
    return frame.framed(
        sandbox, request, organisation, tab="contacts", title=contact.name, body=body
    )


def _pair(label: str, value: object) -> Markup:
    return Markup("<dt>{}</dt><dd>{}</dd>").format(label, value or "–")


def _address(organisation: Organisation, contact: Contact) -> str:
    return f"{frame.home(organisation)}/contacts/contact/{contact.contact_id}"


def _row(organisation: Organisation, contact: Contact) -> Markup:
    is_a = [
        word
        for word, applies in (("customer", contact.is_customer), ("supplier", contact.is_supplier))
        if applies
    ]
    return html.render(
        "contact_row",
        {
            "address": _address(organisation, contact),
            "name": contact.name,
            "email": contact.email,
            "number": contact.number,
            "is_a": " and ".join(is_a),
            "badge": formats.badge(contact.status),
        },
    )


def _documents(organisation: Organisation, contact: Contact) -> Markup:
    recent = listing.recent(organisation.invoices)
    own = [document for document in recent if document.contact_id == contact.contact_id]
    rows = (
        Markup(
            '<tr><td><a href="{}/invoicing/view/{}">{}</a></td><td class="number">{} {}</td>'
            "<td>{}</td></tr>"
        ).format(
            frame.home(organisation),
            document.document_id,
            document.number or "(no number)",
            formats.money(document.total),
            document.currency_code,
            formats.badge(document.status),
        )
        for document in own[: listing.SHOWN]
    )
    return listing.rows_or_hint(html.join(rows), 3, "No documents yet.")


def _acts(organisation: Organisation, contact: Contact) -> Markup:
    back = _address(organisation, contact)
    target = f"{frame.home(organisation)}/act"
    if contact.status != "ACTIVE":
        return act_form(target, "restore_contact", "Restore", subject=contact.contact_id, back=back)
    others = {
        other.contact_id: other.name
        for other in listing.recent(organisation.contacts)[:200]
        if other.contact_id != contact.contact_id and other.status == "ACTIVE"
    }
    offered = {
        "rename_contact": ("Rename", [Field("name", "Name", contact.name)], "primary"),
        "merge_contact": ("Merge", [Field("into", "Merge into", choices=others)], "danger"),
        "archive_contact": ("Archive", [], "danger"),
    }
    return html.join(
        act_form(
            target, act, label, subject=contact.contact_id, back=back, fields=fields, style=style
        )
        for act, (label, fields, style) in offered.items()
    )
