"""Every kind of operation the app knows, registered in one visible place."""

from __future__ import annotations

from .documents.operations import CreateInvoice
from .linking.operations import CreateContact, UpdateContact
from .outbox.kinds import register


def register_kinds() -> None:
    for kind in (CreateInvoice(), CreateContact(), UpdateContact()):
        register(kind)
