"""What stands in an organisation of the sandbox, as Xero's API would show it; costs no call."""

from __future__ import annotations

from typing import Any

from ..sandbox import Sandbox
from ..sandbox.accounting.contacts.render import render as render_contact
from ..sandbox.accounting.documents.render import render as render_document

PLACES = 4


def invoices_of(sandbox: Sandbox, tenant_id: str) -> list[dict[str, Any]]:
    """Those that an app made; what came with the box, or an accountant made, is left out."""
    books = sandbox.world.organisations[tenant_id]
    made = [each for each in books.invoices.values() if each.created_by]
    made.sort(key=lambda each: each.updated)
    return [render_document(books, each, places=PLACES) for each in made]


def contacts_of(sandbox: Sandbox, tenant_id: str) -> list[dict[str, Any]]:
    books = sandbox.world.organisations[tenant_id]
    active = [each for each in books.contacts.values() if each.status == "ACTIVE"]
    return [render_contact(books, each) for each in active]
