"""The one way from a plan to Xero: the operations of one press, saved together, then sent."""

from __future__ import annotations

from django.db import transaction

from ..access.actors import Actor
from ..client import wire
from ..exceptions import PlanBlocked
from ..outbox import runner
from ..outbox import services as outbox
from ..outbox.models import Operation, OperationState
from .models import InvoiceDraft
from .plan import Plan

MAIL = "document.email"


def create_invoice(
    row: InvoiceDraft, plan: Plan, *, actor: Actor, run_now: bool = True
) -> Operation:
    """Turn a plan into exactly one invoice; calling it again returns the same operation.

    With ``run_now`` Xero's answer is awaited (``plan.calls``) and the returned operation tells
    how it ended; otherwise a worker sends it. Raises PlanBlocked when ``plan.blocked``, and
    ReadOnly as ``submit_operation`` does.
    """
    if plan.blocked:
        raise PlanBlocked(str(row.pk))
    with transaction.atomic():
        operation = _submit(row, plan, actor, in_background=not run_now)
        note_plan(row, operation, plan)
        mail = submit_mail(row, operation, plan, actor=actor) if plan.is_mailed else None
    return run_in_turn(operation, mail) if run_now else operation


def run_in_turn(operation: Operation, mail: Operation | None) -> Operation:
    """The mail only goes out when what it shall show stands in Xero."""
    operation = runner.run_now(operation)
    if mail is not None and operation.state == OperationState.DONE:
        runner.run_now(mail)
    return operation


def note_plan(row: InvoiceDraft, operation: Operation, plan: Plan) -> None:
    """Remember what was promised, unless an earlier plan of this draft is on its way already."""
    holds = operation.body == wire.encode(plan.payload).decode()
    planned = {"planned_total": plan.totals.total} if holds else {}
    InvoiceDraft.objects.filter(pk=row.pk).update(operation=operation, **planned)


def mail_after(operation: Operation) -> Operation | None:
    """The mail that was asked for together with this operation."""
    return operation.dependents.filter(kind=MAIL).first()


def submit_mail(row: InvoiceDraft, operation: Operation, plan: Plan, *, actor: Actor) -> Operation:
    """Have Xero send the invoice once ``operation`` is done; once per draft.

    A new invoice has no id yet: until it has one, the mail is about what the invoice is about.
    Asked for again, the mail is found under what it is about by now.
    """
    named = mail_after(operation) or operation
    return outbox.submit(
        row.connection,
        MAIL,
        subject=named.subject,
        intent=f"email:{row.pk}",
        body=wire.encode({}).decode(),
        actor=actor,
        depends_on=operation,
        target=named.target,
        in_background=False,
    )


def _submit(row: InvoiceDraft, plan: Plan, actor: Actor, *, in_background: bool) -> Operation:
    contact = submit_contact(row, plan, actor, in_background=in_background)
    return outbox.submit(
        row.connection,
        "invoice.create",
        subject=f"{row.source}:{row.subject_pk}",
        intent=f"create:{row.pk}",
        body=wire.encode(plan.payload).decode(),
        actor=actor,
        pk=row.pk,
        depends_on=contact,
        in_background=in_background,
    )


def submit_contact(
    row: InvoiceDraft, plan: Plan, actor: Actor, *, in_background: bool
) -> Operation | None:
    """The write to the contact goes first: if Xero refuses it, no invoice is sent."""
    effect = plan.contact
    if effect is None:
        return None
    return outbox.submit(
        row.connection,
        f"contact.{effect.kind}",
        subject=row.values.get("party_key") or f"{row.source}:{row.subject_pk}",
        intent=f"{effect.kind}:{effect.operation_id}",
        body=wire.encode(effect.payload).decode(),
        actor=actor,
        pk=effect.operation_id,
        target=row.values.get("party_key", ""),
        in_background=in_background,
    )
