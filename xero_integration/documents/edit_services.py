"""Drafts that change an invoice in Xero: opened from the mirror, saved as one operation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.utils.translation import gettext_noop

from ..access.actors import Actor
from ..access.doors import OpenDeal
from ..client import wire
from ..client.answers import read
from ..client.records import Invoice
from ..connections.models import Connection
from ..exceptions import PlanBlocked, XeroIntegrationError
from ..outbox import services as outbox
from ..outbox.models import Operation
from ..reference import services as reference
from ..reference.models import Item
from .actions import ActionRefused, ChangedMeanwhile
from .edit_values import contact_id_of, invoice_values, item_codes
from .form_values import Values
from .matrix import Action, Verdict
from .models import Document, DocumentVersion, InvoiceDraft
from .plan import Plan
from .services import DraftInUse, Prefilled, add_draft
from .subjects import operations_on, subject_of
from .submitting import note_plan, run_in_turn, submit_contact, submit_mail
from .verdicts import Rights, busy_among, verdict_on

KIND = "invoice.update"


class NotReadYet(XeroIntegrationError):
    """The mirror holds the head of the document only."""

    code = "not_read_yet"
    default_message = gettext_noop(
        "This invoice has not been read from Xero in full yet. Refresh the deal and try again."
    )


@dataclass(frozen=True)
class Held:
    """An invoice as Xero last told it; ``version`` names what was told."""

    version: int
    raw: str

    @cached_property
    def invoice(self) -> Invoice:
        return read(Invoice, self.raw.encode())


def held_of(document: Document) -> Held:
    """What is mirrored of it now; raises NotReadYet where its lines are not known."""
    newest = document.versions.order_by("-id").values_list("id", "raw").first()
    if newest is None:
        raise NotReadYet(str(document.pk))
    held = Held(*newest)
    if not held.invoice.line_items:
        raise NotReadYet(str(document.pk))
    return held


def held_in(version: object) -> Held | None:
    """An earlier version, None when it is no longer kept."""
    rows = DocumentVersion.objects.filter(pk=version) if isinstance(version, int) else None
    found = rows.values_list("id", "raw").first() if rows is not None else None
    return Held(*found) if found else None


def open_key(document: Document) -> str:
    return f"edit:{document.pk}"


def draft_of(document: Document) -> InvoiceDraft | None:
    """The one open draft that changes this document."""
    rows = InvoiceDraft.objects.select_related("operation__depends_on")
    return rows.filter(open_key=open_key(document)).first()


def open_edit(deal: OpenDeal, document: Document, held: Held) -> tuple[InvoiceDraft, Prefilled]:
    """A new draft that begins with what Xero holds."""
    made = begin(document, held)
    row = add_draft(
        InvoiceDraft(
            open_key=open_key(document),
            connection=document.connection,
            source=deal.ref.source,
            subject_pk=deal.ref.pk,
            values=made.values,
            edits=document,
            edited_by=deal.actor.key,
            edited_by_name=deal.actor.name,
        )
    )
    return row, made


def begin(document: Document, held: Held) -> Prefilled:
    """The values of a form that shows the document, and the book they were made from."""
    connection, invoice = document.connection, held.invoice
    item_ids = items_by_code(connection, item_codes(invoice))
    book = reference.book(connection, contact_id=contact_id_of(invoice), item_ids=item_ids.values())
    values = {**invoice_values(invoice, book, item_ids), "began_with": held.version}
    return Prefilled(values, 0, book, None)


def items_by_code(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    rows = Item.objects.of(connection).filter(code__in=codes, is_active=True) if codes else None
    return dict(rows.values_list("code", "xero_id")) if rows is not None else {}


def bring_to(row: InvoiceDraft, deal: OpenDeal) -> None:
    """A document of several deals has one draft: it is shown where somebody works on it."""
    here = {"source": deal.ref.source, "subject_pk": deal.ref.pk}
    if (row.source, row.subject_pk) != (deal.ref.source, deal.ref.pk):
        InvoiceDraft.objects.filter(pk=row.pk).update(**here)
        row.source, row.subject_pk = deal.ref.source, deal.ref.pk


def restart(row: InvoiceDraft, document: Document, held: Held) -> None:
    """Throw away what was typed and begin with what Xero holds now."""
    if row.operation is not None and row.operation.is_open:
        raise DraftInUse(str(row.pk))
    row.values = begin(document, held).values
    row.save(update_fields=["values", "edited_at"])


def accept(row: InvoiceDraft, held: Held, statuses: Collection[str]) -> None:
    """Keep what was typed, to be laid over what Xero holds now."""
    values: Values = {**row.values, "began_with": held.version}
    if values.get("save_as") not in statuses:
        values["save_as"] = held.invoice.status
    row.values = values
    row.save(update_fields=["values", "edited_at"])


def follow(row: InvoiceDraft, held: Held) -> None:
    """Nothing that the form shows has changed: go on from what Xero holds now."""
    if row.values.get("began_with") != held.version:
        row.values = {**row.values, "began_with": held.version}
        row.save(update_fields=["values"])


def edit_verdict(document: Document, rights: Rights, row: InvoiceDraft | None) -> Verdict:
    """Whether the document may be edited; its own edit is not in its own way."""
    others = operations_on([document]).open()
    if row is not None:
        others = others.exclude(pk=row.pk).exclude(depends_on=row.pk)
    return verdict_on(Action.EDIT, document, rights, busy=bool(busy_among(others)))


def save_changes(
    row: InvoiceDraft, document: Document, plan: Plan, *, actor: Actor, rights: Rights
) -> Operation:
    """Change the invoice in Xero, once per draft, and wait for the answer.

    Raises PlanBlocked, ActionRefused when the document may not be edited (any more), and
    ChangedMeanwhile when it is not what the draft began with.
    """
    if plan.blocked:
        raise PlanBlocked(str(row.pk))
    with transaction.atomic():
        fresh = Document.objects.select_for_update().get(pk=document.pk)
        fresh.connection = document.connection
        _check(fresh, row, rights)
        operation = outbox.submit(
            row.connection,
            KIND,
            subject=subject_of(fresh),
            intent=f"{Action.EDIT}:{row.pk}",
            body=wire.encode(plan.payload).decode(),
            actor=actor,
            pk=row.pk,
            depends_on=submit_contact(row, plan, actor, in_background=False),
            target=fresh.xero_id,
            in_background=False,
        )
        note_plan(row, operation, plan)
        mail = submit_mail(row, operation, plan, actor=actor) if plan.is_mailed else None
    return run_in_turn(operation, mail)


def _check(document: Document, row: InvoiceDraft, rights: Rights) -> None:
    verdict = edit_verdict(document, rights, row)
    if not verdict.allowed:
        raise ActionRefused.because(verdict)
    newest = document.versions.order_by("-id").values_list("id", flat=True).first()
    if newest != row.values.get("began_with"):
        raise ChangedMeanwhile(str(document.pk))
