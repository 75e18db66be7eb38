"""The web page on which a person plays the accountant in Xero."""

from __future__ import annotations

from werkzeug.routing import Rule

from xero_integration.sandbox.page import (
    acting,
    calls,
    contacts,
    document,
    documents,
    entry,
    items,
)

_APP = "/app/<shortcode>"

ROUTES = [
    Rule("/", methods=["GET"], endpoint=entry.front),
    Rule("/_sandbox/static/<name>", methods=["GET"], endpoint=entry.static),
    Rule("/organisationlogin/default.aspx", methods=["GET"], endpoint=entry.old_link),
    Rule(f"{_APP}/documents", methods=["GET"], endpoint=documents.show),
    Rule(f"{_APP}/invoicing/view/<document_id>", methods=["GET"], endpoint=document.show),
    Rule(f"{_APP}/contacts", methods=["GET"], endpoint=contacts.show_all),
    Rule(f"{_APP}/contacts/contact/<contact_id>", methods=["GET"], endpoint=contacts.show),
    Rule(f"{_APP}/items", methods=["GET"], endpoint=items.show),
    Rule(f"{_APP}/calls", methods=["GET"], endpoint=calls.show),
    Rule(f"{_APP}/act", methods=["POST"], endpoint=acting.act),
]
