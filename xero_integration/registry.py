"""Every kind of operation the app knows, and what they are about, in one visible place."""

from __future__ import annotations

from .documents.action_operations import AddNote, ChangeStatus, EmailInvoice
from .documents.activity_directory import PREFIX, DocumentDirectory
from .documents.edit_operations import UpdateInvoice
from .documents.operations import CreateInvoice
from .linking.operations import CreateContact, UpdateContact
from .outbox import explanations, subjects
from .outbox.explanations_shipped import SHIPPED
from .outbox.kinds import register


def register_kinds() -> None:
    invoices = (CreateInvoice(), UpdateInvoice(), ChangeStatus(), EmailInvoice(), AddNote())
    for kind in (*invoices, CreateContact(), UpdateContact()):
        register(kind)
    subjects.register(PREFIX, DocumentDirectory())
    explanations.register(SHIPPED)
