"""What the deal page shows of a deal's documents: one record, a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, DecimalField, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext

from ..access.doors import OpenDeal
from ..client import deeplinks
from ..connections.models import Connection
from ..connections.services import endpoints, last_disconnected, usable_connections
from ..host.records import SubjectRef
from ..mapping.models import FieldMapping
from ..outbox.kinds import words_of
from ..outbox.models import UNCONFIRMED, Operation
from ..reference.models import Organisation
from . import aids
from .actions import version_of
from .badges import Badge, badges_of
from .deal_refresh import refreshed_at
from .matrix import Action, Verdict
from .models import Document, DocumentKind, InvoiceDraft
from .panel_customer import customer_is_unlinked
from .querysets import DocumentQuerySet
from .status import COUNTED, TONES, DocumentStatus
from .subjects import operations_on, subject_of
from .verdicts import Rights, all_verdicts, busy_among

SHOWN = 5
REFUSAL_SHOWN = dt.timedelta(days=1)
"""How long a refusal stands on the panel when nothing else happens to the document."""


@dataclass(frozen=True, slots=True)
class PanelOperation:
    """Something on its way, or refused. ``messages`` are Xero's sentences or our own.

    ``sendable`` says of a refused one that its cause was mended since.
    """

    id: UUID
    kind: str
    what: str
    state: str
    state_label: str
    error_code: str
    messages: Sequence[str]
    created_at: dt.datetime
    actor_name: str
    sendable: str = ""

    @property
    def is_moving(self) -> bool:
        """It has not ended yet."""
        return self.state in {"ready", "sending", "checking"}

    @property
    def is_unconfirmed(self) -> bool:
        """Nobody could find out whether Xero did it."""
        return self.state == "refused" and self.error_code == UNCONFIRMED


@dataclass(frozen=True, slots=True)
class PanelDocument:
    """One row. ``overdue_days`` is 0 when not overdue; ``difference`` is Xero less the plan.

    ``operation`` is on its way, or was refused a short while ago.
    """

    id: UUID
    label: str
    status: str
    status_label: str
    tone: str
    date: dt.date | None
    due_date: dt.date | None
    overdue_days: int
    total: Decimal
    amount_due: Decimal
    currency: str
    open_in_xero_url: str
    actor_name: str
    learned_at: dt.datetime
    difference: Decimal | None
    contact_name: str
    version: str
    badges: Sequence[Badge]
    verdicts: Mapping[Action, Verdict]
    operation: PanelOperation | None


@dataclass(frozen=True, slots=True)
class PanelTotals:
    """Sums of the documents that count, for each currency."""

    currency: str
    invoiced: Decimal
    paid: Decimal
    due: Decimal
    overdue: Decimal


@dataclass(frozen=True, slots=True)
class Panel:
    """``connection_state`` is none, active, needs_sign_in or disconnected.

    ``connection`` is the default one of ``connections``, all that the deal may be invoiced in;
    where there are none any more, the one that was disconnected last.
    """

    ref: SubjectRef
    connection: Connection | None
    connections: Sequence[Connection]
    connection_state: str
    preferences_saved: bool
    documents: Sequence[PanelDocument]
    document_count: int
    pending: Sequence[PanelOperation]
    totals: Sequence[PanelTotals]
    draft_open: bool
    updated_at: dt.datetime | None
    customer_unlinked: bool

    @property
    def is_read_only(self) -> bool:
        """Nothing is sent until somebody switches writing on."""
        return self.connection is not None and self.connection.is_read_only

    @property
    def is_moving(self) -> bool:
        """Something is on its way, so that it pays to look again soon."""
        acts = [document.operation for document in self.documents if document.operation]
        return any(operation.is_moving for operation in [*self.pending, *acts])


def panel_for(deal: OpenDeal, rights: Rights = ()) -> Panel:
    """Everything the panel needs, in seven queries, however many documents there are.

    One more when something was refused, and one when nothing is connected.

    ``rights`` are the caller's on this deal; without them no action is allowed.
    """
    connections = usable_connections(deal.tenant)
    connection = connections[0] if connections else last_disconnected(deal.tenant)
    documents = Document.objects.of_deal(deal.ref).filter(connection__tenant=deal.tenant)
    totals, count, updated_at = _sums(documents)
    drafts = list(
        InvoiceDraft.objects.filter(
            source=deal.ref.source,
            subject_pk=deal.ref.pk,
            connection__in=connections,
            open_key__isnull=False,
            edits__isnull=True,
        ).select_related("operation")
    )
    panel = Panel(
        ref=deal.ref,
        connection=connection,
        connections=connections,
        connection_state=connection.state if connection else "none",
        preferences_saved=FieldMapping.objects.filter(connection=connection).exists(),
        documents=_rows(list(_newest(documents)), rights),
        document_count=count,
        pending=[_pending(draft.operation) for draft in drafts if draft.operation],
        totals=totals,
        draft_open=bool(drafts),
        updated_at=max(filter(None, (updated_at, refreshed_at(deal.ref))), default=None),
        customer_unlinked=not count and customer_is_unlinked(deal, connection),
    )
    return _with_aids(panel)


def _with_aids(panel: Panel) -> Panel:
    acts = [document.operation for document in panel.documents if document.operation]
    shown = [*panel.pending, *acts]
    refused = [each.id for each in shown if each.state == "refused" and not each.is_unconfirmed]
    told = aids.sendable_again(refused)
    if not told:
        return panel

    def helped(operation: PanelOperation) -> PanelOperation:
        return replace(operation, sendable=told.get(operation.id, ""))

    documents = [
        replace(row, operation=helped(row.operation)) if row.operation else row
        for row in panel.documents
    ]
    return replace(panel, pending=[helped(each) for each in panel.pending], documents=documents)


def _newest(documents: DocumentQuerySet) -> DocumentQuerySet:
    short_code = Organisation.objects.filter(connection=OuterRef("connection"))
    return (
        documents.select_related("connection", "operation__draft")
        .annotate(short_code=Subquery(short_code.values("short_code")[:1]))
        .newest_first()[:SHOWN]
    )


def _rows(documents: list[Document], rights: Rights) -> list[PanelDocument]:
    recent = Q(state="refused", finished_at__gt=timezone.now() - REFUSAL_SHOWN)
    asked = operations_on(documents)
    operations = list((asked.open() | asked.filter(recent)).order_by("created_at"))
    busy = busy_among(operations)
    return [
        _row(
            document,
            all_verdicts(
                document,
                rights,
                busy=document.pk in busy,
                can_open=bool(getattr(document, "short_code", "")),
            ),
            _latest(document, operations),
        )
        for document in documents
    ]


def _latest(document: Document, operations: Sequence[Operation]) -> PanelOperation | None:
    """A refusal is old news as soon as the document has changed."""
    mine = [each for each in operations if each.subject == subject_of(document)]
    moving = [each for each in mine if each.is_open]
    refused = [
        each for each in mine if each.finished_at and each.finished_at >= document.learned_at
    ]
    return _pending((moving or refused)[-1]) if moving or refused else None


def _row(
    document: Document,
    verdicts: Mapping[Action, Verdict],
    current: PanelOperation | None,
) -> PanelDocument:
    operation, today = document.operation, timezone.localdate()
    draft = getattr(operation, "draft", None)
    return PanelDocument(
        id=document.pk,
        label=document.number or gettext("No number yet"),
        status=document.status,
        status_label=document.status_label,
        tone=TONES.get(document.status, "neutral"),
        date=document.date,
        due_date=document.due_date,
        overdue_days=overdue_days(document, today),
        total=document.total,
        amount_due=document.amount_due,
        currency=document.currency,
        open_in_xero_url=open_in_xero_url(document, getattr(document, "short_code", "")),
        actor_name=operation.actor_name if operation else "",
        learned_at=document.learned_at,
        difference=draft.difference if draft else None,
        contact_name=document.contact_name,
        version=version_of(document),
        badges=badges_of(document, today=today),
        verdicts=verdicts,
        operation=current,
    )


def overdue_days(document: Document, today: dt.date) -> int:
    """Days past due of an invoice that still waits for payment, else 0."""
    if document.status != DocumentStatus.AUTHORISED or document.due_date is None:
        return 0
    return max((today - document.due_date).days, 0)


def open_in_xero_url(document: Document, short_code: str | None) -> str:
    """Xero's page of this very document, "" while the organisation is not mirrored yet."""
    if not short_code:
        return ""
    base = endpoints().deep_links
    return deeplinks.document(document.kind, short_code, document.xero_id, base)


def _pending(operation: Operation) -> PanelOperation:
    return PanelOperation(
        id=operation.pk,
        kind=operation.kind,
        what=words_of(operation),
        state=operation.state,
        state_label=operation.state_label,
        error_code=operation.error_code,
        messages=operation.error_message.splitlines(),
        created_at=operation.created_at,
        actor_name=operation.actor_name,
    )


def _sums(documents: DocumentQuerySet) -> tuple[list[PanelTotals], int, dt.datetime | None]:
    today = timezone.localdate()
    invoices = Q(kind=DocumentKind.ACCREC)
    unpaid = invoices & Q(status=DocumentStatus.AUTHORISED)
    counted = invoices & Q(status__in=COUNTED)
    rows = list(
        documents.order_by()
        .values("currency")
        .annotate(
            invoiced=_summed("total", counted),
            paid=_summed("amount_paid", counted),
            due=_summed("amount_due", unpaid),
            overdue=_summed("amount_due", unpaid & Q(due_date__lt=today)),
            documents=Count("pk"),
            news=Max("learned_at"),
        )
        .order_by("currency")
    )
    totals = [
        PanelTotals(row["currency"], row["invoiced"], row["paid"], row["due"], row["overdue"])
        for row in rows
    ]
    count = sum(row["documents"] for row in rows)
    return totals, count, max((row["news"] for row in rows), default=None)


def _summed(column: str, only: Q) -> Coalesce:
    amount = DecimalField(max_digits=18, decimal_places=2)
    return Coalesce(Sum(column, filter=only), Decimal("0.00"), output_field=amount)
