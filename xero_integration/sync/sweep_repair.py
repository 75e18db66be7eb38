"""Reads suspects whole, hands them to the mirror, and records what was really different."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from ..client import XeroClient
from ..conf import conf
from ..documents import fetching, mirror
from ..documents.models import Document, VersionSource
from ..exceptions import NotFound
from .allowance import Caller
from .models import Repair, RepairCause, Sweep, WebhookEvent
from .sweep_compare import OPEN, Facts, as_json, believed, cause_of

logger = logging.getLogger(__name__)

NEWS = mirror.News(VersionSource.SWEEP)
CATEGORIES: Mapping[str, str] = {"invoices": "INVOICE", "credit_notes": "CREDITNOTE"}

SAME_EVENT = timedelta(seconds=5)
"""An event carries nearly the moment of the version it tells of."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A document that Xero's list tells otherwise than the mirror, or does not list."""

    xero_id: str
    document: Document | None


def mend(
    sweep: Sweep,
    caller: Caller,
    suspects: Sequence[Suspect],
    *,
    kind: str,
    opened_at: datetime,
    keep_lease: Callable[[], None],
) -> int:
    """Take over what Xero says of the suspects; answers how many of ours are open no more."""
    closed = 0
    size = fetching.IDS_PER_CALL if kind == "invoices" else fetching.NOTES_PER_CALL
    for start in range(0, len(suspects), size):
        batch = _Batch(sweep, caller, kind, opened_at)
        closed += batch.mend(suspects[start : start + size])
        keep_lease()
    return closed


class _Batch:
    """At most as many documents as one call can name."""

    def __init__(self, sweep: Sweep, caller: Caller, kind: str, opened_at: datetime) -> None:
        self.sweep = sweep
        self.connection = sweep.connection
        self.caller = caller
        self.kind = kind
        self.opened_at = opened_at

    def mend(self, suspects: Sequence[Suspect]) -> int:
        fetched = self._fetched([each.xero_id for each in suspects])
        answered = [(each, fetched[each.xero_id]) for each in suspects if each.xero_id in fetched]
        closed = self._record(answered)
        # One by one, and each recorded at once: the budgets may end anywhere.
        for suspect in suspects:
            if suspect.xero_id not in fetched and suspect.document is not None:
                closed += self._probe(suspect.document)
        return closed

    def _fetched(self, xero_ids: Sequence[str]) -> dict[str, Document]:
        is_invoice = self.kind == "invoices"
        notes, invoices = fetching.take_over_credit_notes, fetching.take_over_invoices
        take_over = invoices if is_invoice else notes

        def read(client: XeroClient) -> list[Document]:
            return take_over(self.connection, client, xero_ids, NEWS)

        return {document.xero_id: document for document in self.caller.call(read)}

    def _probe(self, ours: Document) -> int:
        """A list may leave out what it thinks nobody wants; asked by its address, Xero is sure."""

        def read(client: XeroClient) -> list[Document]:
            element = getattr(client, self.kind).get(ours.xero_id)
            return mirror.apply(self.connection, [element], NEWS)

        try:
            found = self.caller.call(read)
        except NotFound:
            return self._gone(ours)
        return self._record([(Suspect(ours.xero_id, ours), document) for document in found])

    def _gone(self, ours: Document) -> int:
        if mirror.mark_missing(self.connection, [ours.xero_id], NEWS):
            self._keep([self._repair(ours, believed(ours), None, RepairCause.GONE)])
        return 1

    def _record(self, answered: Sequence[tuple[Suspect, Document]]) -> int:
        """Keep what was really different; what changed since the sweep began is no fault."""
        repairs, closed = [], 0
        for suspect, document in answered:
            held = believed(suspect.document) if suspect.document else None
            found = believed(document)
            closed += held is not None and found.status not in OPEN
            is_late = bool(found.updated_at and found.updated_at >= self.opened_at)
            was_missing = (
                suspect.document is not None and suspect.document.missing_since is not None
            )
            if is_late or (held == found and not was_missing):
                continue
            repairs.append(self._repair(document, held, found, self._cause(document, held, found)))
        self._keep(repairs)
        return closed

    def _cause(self, document: Document, held: Facts | None, found: Facts) -> RepairCause:
        events = WebhookEvent.objects.filter(
            xero_tenant_id=self.connection.xero_tenant_id.lower(), category=CATEGORIES[self.kind]
        )
        of_version = events.filter(resource_id=document.xero_id)
        if found.updated_at is not None:
            of_version = of_version.filter(happened_at__gte=found.updated_at - SAME_EVENT)
        return cause_of(
            held,
            found,
            webhooks=bool(conf.WEBHOOK_KEYS) and events.exists(),
            event_came=of_version.exists(),
        )

    def _repair(
        self, document: Document, held: Facts | None, found: Facts | None, cause: RepairCause
    ) -> Repair:
        return Repair(
            sweep=self.sweep,
            document=document,
            xero_id=document.xero_id,
            cause=cause,
            believed=as_json(held),
            found=as_json(found),
            repaired_at=timezone.now(),
        )

    def _keep(self, repairs: Sequence[Repair]) -> None:
        Repair.objects.bulk_create(repairs)
        for repair in repairs:
            extra = {
                "connection": str(self.connection.pk),
                "xero_id": repair.xero_id,
                "cause": str(repair.cause),
            }
            logger.warning("A sweep repaired a document", extra=extra)
