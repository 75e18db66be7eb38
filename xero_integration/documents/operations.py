"""The kinds of operation that change documents in Xero."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..client import XeroClient
from ..client.answers import WriteResult
from ..client.records import Invoice
from ..outbox.kinds import OperationKind, Outcome
from ..outbox.models import Operation
from ..pages import page_url
from . import mirror
from .marker import mark_of
from .mirror_marks import tie
from .models import Document, InvoiceDraft, VersionSource
from .subjects import subject_of

logger = logging.getLogger(__name__)

LOOK_BACK = timedelta(minutes=10)
ANY_FORM = "/"
"""Where a host mounts no form of ours; the front end of its own has one."""
"""How far before the first send the look begins: our clock and Xero's may differ."""


def outcome_of(result: WriteResult[Invoice]) -> Outcome:
    """Translate one element of Xero's answer for the runner."""
    if result.record is None:
        return Outcome(refusals=result.errors)
    return Outcome(xero_id=str(result.record.invoice_id), element=result.element())


class CreateInvoice(OperationKind):
    """PUT of new invoices, up to 50 in a call; found again by the mark in their Url."""

    name = "invoice.create"
    label = _("Create invoice")
    batch_size = 50

    def send(
        self, client: XeroClient, operations: Sequence[Operation], idempotency_key: str
    ) -> list[Outcome]:
        bodies = [msgspec.Raw(operation.body.encode()) for operation in operations]
        results = client.invoices.create(bodies, idempotency_key=idempotency_key)
        return [outcome_of(result) for result in results]

    def look(
        self, client: XeroClient, operations: Sequence[Operation]
    ) -> Mapping[uuid.UUID, Outcome]:
        """One listing of what our app made since the first send, whatever their number."""
        wanted = {operation.pk for operation in operations}
        names = [str(pk).encode() for pk in wanted]
        since = min(self.asked_at(operations).values()) - LOOK_BACK
        found: dict[uuid.UUID, Outcome] = {}
        for page in client.invoices.pages(since, createdByMyApp=True):
            for element in page:
                if not any(name in element.raw for name in names):
                    continue  # not even read: one odd record must not hide the others
                mark = mark_of(element.record.url)
                if mark in wanted:
                    xero_id = str(element.record.invoice_id)
                    found[mark] = Outcome(xero_id=xero_id, element=element)
            if len(found) == len(wanted):
                break
        return found

    def asked_at(self, operations: Sequence[Operation]) -> Mapping[uuid.UUID, datetime]:
        """A draft gives its id to the operation that sends it, and may outlive it in a backup."""
        asked_at = dict(super().asked_at(operations))
        drafts = InvoiceDraft.objects.filter(pk__in=asked_at)
        return asked_at | dict(drafts.values_list("pk", "created_at"))

    def apply(self, operation: Operation, outcome: Outcome) -> None:
        if outcome.element is None:
            return
        news = mirror.News(VersionSource.ANSWER, operation.actor_name, operation)
        (document,) = mirror.apply(operation.connection, [outcome.element], news)
        draft = InvoiceDraft.objects.filter(operation=operation).first()
        if draft is not None:
            draft.connection = operation.connection
            _close_draft(draft, document, operation)
        _name_for_followers(operation, document)

    def form_instead(self, operation: Operation) -> str:
        draft = InvoiceDraft.objects.filter(operation=operation).first()
        ended = operation.finished_at
        if draft is None or ended is None or draft.edited_at <= ended:
            return ""
        return page_url("invoice_form", draft.source, draft.subject_pk) or ANY_FORM


def _name_for_followers(operation: Operation, document: Document) -> None:
    """What waits to be done with the new invoice learns its id now that it has one."""
    about = {"subject": subject_of(document), "target": document.xero_id}
    operation.dependents.filter(target="").update(**about)


def _close_draft(draft: InvoiceDraft, document: Document, operation: Operation) -> None:
    """Tie the document to its deal, note what differs from the plan, free the deal's draft."""
    tie(document.pk, draft, by=operation.actor_name)
    draft.open_key = None
    draft.closed_at = timezone.now()
    if draft.planned_total is not None and document.total != draft.planned_total:
        draft.difference = document.total - draft.planned_total
        logger.warning(
            "Xero's total differs from the plan",
            extra={"operation": str(operation.pk), "difference": str(draft.difference)},
        )
    draft.save(update_fields=["open_key", "closed_at", "difference"])
