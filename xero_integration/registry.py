"""Every kind of operation and of long work the app knows, in one visible place."""

from __future__ import annotations

from .documents import aids
from .documents.action_operations import AddNote, ChangeStatus, EmailInvoice
from .documents.activity_directory import PREFIX, DocumentDirectory
from .documents.edit_operations import UpdateInvoice
from .documents.operations import CreateInvoice
from .linking.match_walk import MATCH_TASK
from .linking.operations import CreateContact, UpdateContact
from .outbox import explanations, subjects
from .outbox.explanations_shipped import SHIPPED
from .outbox.kinds import register
from .reference.refreshing import RESUME_TASK
from .sync.import_progress import IMPORT_TASK
from .sync.sweep import SWEEP_TASK
from .upkeep.aids import UpkeepAid
from .work import services as work
from .work.models import WorkKind


def register_kinds() -> None:
    invoices = (CreateInvoice(), UpdateInvoice(), ChangeStatus(), EmailInvoice(), AddNote())
    for kind in (*invoices, CreateContact(), UpdateContact()):
        register(kind)
    subjects.register(PREFIX, DocumentDirectory())
    explanations.register(SHIPPED)
    work.register(WorkKind.FILL, RESUME_TASK)
    work.register(WorkKind.IMPORT, IMPORT_TASK)
    work.register(WorkKind.SWEEP, SWEEP_TASK)
    aids.register(UpkeepAid())
    work.register(WorkKind.MATCHING, MATCH_TASK)
