"""What an accountant does to contacts inside Xero, where more is possible than in the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .contacts import find
from .contacts.write import update
from .context import Context
from .records import Contact
from .refusals import UnknownRecordError
from .wire import Json

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def edit_contact(sandbox: Sandbox, tenant_id: str, *, contact_id: str, changes: Json) -> Contact:
    with sandbox.lock:
        context, contact = _contact(sandbox, tenant_id, contact_id)
        return update(context, contact, changes)


def rename_contact(sandbox: Sandbox, tenant_id: str, *, contact_id: str, name: str) -> Contact:
    return edit_contact(sandbox, tenant_id, contact_id=contact_id, changes={"Name": name})


def archive_contact(sandbox: Sandbox, tenant_id: str, *, contact_id: str) -> Contact:
    with sandbox.lock:
        context, contact = _contact(sandbox, tenant_id, contact_id)
        return _set_status(context, contact, "ARCHIVED", "Archived")


def restore_contact(sandbox: Sandbox, tenant_id: str, *, contact_id: str) -> Contact:
    """Only people can: the API edits no archived contact."""
    with sandbox.lock:
        context, contact = _contact(sandbox, tenant_id, contact_id)
        contact.merged_to = ""
        return _set_status(context, contact, "ACTIVE", "Restored")


def merge_contact(sandbox: Sandbox, tenant_id: str, *, contact_id: str, into: str) -> Contact:
    """The merged contact is archived and its documents move to the one that stays."""
    with sandbox.lock:
        context, contact = _contact(sandbox, tenant_id, contact_id)
        _, kept = _contact(sandbox, tenant_id, into)
        if kept.contact_id == contact.contact_id:
            raise UnknownRecordError("A contact can't be merged into itself.")
        for table in (context.organisation.invoices, context.organisation.credit_notes):
            moving = list(table.scan_where("contact_id", [contact.contact_id]))
            for row in moving:
                document = table[row.document_id]
                document.contact_id, document.updated = kept.contact_id, context.now
        kept.is_customer |= contact.is_customer
        kept.is_supplier |= contact.is_supplier
        contact.merged_to = kept.contact_id
        return _set_status(context, contact, "ARCHIVED", f"Merged into {kept.name}")


def _set_status(context: Context, contact: Contact, status: str, words: str) -> Contact:
    contact.status, contact.updated = status, context.now
    context.note(contact.contact_id, words)
    context.notify("CONTACT", contact.contact_id, "UPDATE")
    return contact


def _contact(sandbox: Sandbox, tenant_id: str, key: str) -> tuple[Context, Contact]:
    context = Context.of(sandbox, tenant_id)
    contact = find.by_key(context.organisation, key)
    if contact is None:
        raise UnknownRecordError("There is no such contact.")
    return context, find.own(context.organisation, contact)
