"""Drafts, plans and the one way from a plan to an invoice; views and the API call these."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from ..access.actors import Actor
from ..access.doors import OpenDeal
from ..client import wire
from ..connections.models import Connection
from ..connections.services import missing_scopes
from ..exceptions import HostDataError, XeroIntegrationError
from ..host.lookup import labels
from ..host.records import HostDraft
from ..linking import services as linking
from ..mapping import services as mapping
from ..mapping.choices import ItemPolicy
from ..mapping.config import MappingConfig
from ..outbox import runner
from ..outbox import services as outbox
from ..outbox.models import Operation
from ..reference import services as reference
from ..reference.book import ReferenceBook
from ..reference.models import Contact
from ..reference.normal import name_key
from .draft import CustomerDraft, Draft
from .facts import PlanFacts
from .models import Document, InvoiceDraft
from .plan import Plan, make_plan
from .prefill import PrefillInput, prefilled_values
from .status import COUNTED


class PlanBlocked(XeroIntegrationError):
    """The plan has a blocking problem; nothing was saved to send."""

    code = "plan_blocked"
    default_message = gettext_noop("This invoice can't be created yet. See the list of problems.")


class DraftInUse(XeroIntegrationError):
    """The draft is being sent or was sent; it can't be started over."""

    code = "draft_in_use"
    default_message = gettext_noop("This invoice is already on its way to Xero.")


def open_key(connection: Connection, deal: OpenDeal) -> str:
    return f"{connection.pk}:{deal.ref.key}"


class Prefilled(NamedTuple):
    """Form values, the revision of the mapping that made them, and what they were made from."""

    values: dict[str, Any]
    revision: int
    book: ReferenceBook
    config: MappingConfig


class OpenedDraft(NamedTuple):
    """``made_from`` is at hand when the draft was just made, so that it isn't read twice."""

    row: InvoiceDraft
    made_from: Prefilled | None = None


def open_draft(deal: OpenDeal, connection: Connection) -> OpenedDraft:
    """The deal's one open draft, made from the deal when there is none yet.

    Raises HostDataError when the deal can't be read as an invoice.
    """
    key = open_key(connection, deal)
    row = InvoiceDraft.objects.select_related("operation").filter(open_key=key).first()
    if row is not None:
        row.connection = connection
        return OpenedDraft(row)
    prefilled = prefill(deal, connection)
    try:
        with _savepoint():
            row = InvoiceDraft.objects.create(
                connection=connection,
                source=deal.ref.source,
                subject_pk=deal.ref.pk,
                open_key=key,
                values=prefilled.values,
                mapping_revision=prefilled.revision,
                edited_by=deal.actor.key,
                edited_by_name=deal.actor.name,
            )
    except IntegrityError:
        return OpenedDraft(InvoiceDraft.objects.select_related("operation").get(open_key=key))
    return OpenedDraft(row, prefilled)


def _savepoint() -> AbstractContextManager[Any]:
    """Only an open transaction has to be protected from an insert that may clash."""
    return transaction.atomic() if transaction.get_connection().in_atomic_block else nullcontext()


def prefill(deal: OpenDeal, connection: Connection) -> Prefilled:
    """What a form of this deal starts with."""
    config, revision = mapping.current(connection)
    host_draft: HostDraft = deal.source.draft(deal.obj)
    if not host_draft.lines:
        raise HostDataError("The deal has neither lines nor an amount.")
    contact = linking.contact_for(connection, host_draft.party) if host_draft.party else None
    products = [line.product for line in host_draft.lines if line.product]
    items = linking.items_for(connection, products)
    item_ids = {key: linked.item_id for key, linked in items.items()}
    contact_id = contact.contact_id if contact else ""
    book = reference.book(connection, contact_id=contact_id, item_ids=item_ids.values())
    given = PrefillInput(
        deal=host_draft,
        filled=mapping.prefill(config, deal.source, deal.obj),
        labels=labels(deal.source),
        config=config,
        book=book,
        today=timezone.localdate(),
        contact_id=contact_id,
        item_ids=item_ids,
    )
    values = prefilled_values(given)
    values["party_key"] = host_draft.party.key if host_draft.party else ""
    return Prefilled(values, revision, book, config)


def save_values(row: InvoiceDraft, values: dict[str, Any], actor: Actor) -> None:
    """Keep what was typed, right or wrong; a draft that was sent keeps what was sent."""
    kept = {name: row.values.get(name) for name in ("origins", "party_key", "deal_total")}
    row.values = {**values, **kept}
    row.edited_by, row.edited_by_name = actor.key, actor.name
    row.save(update_fields=["values", "edited_by", "edited_by_name", "edited_at"])


def restart(row: InvoiceDraft, deal: OpenDeal) -> InvoiceDraft:
    """Throw away what was typed and read the deal again."""
    if row.operation is not None and row.operation.is_open:
        raise DraftInUse(str(row.pk))
    made = prefill(deal, row.connection)
    row.values, row.mapping_revision = made.values, made.revision
    row.save(update_fields=["values", "mapping_revision", "edited_at"])
    return row


def plan_for(
    row: InvoiceDraft,
    draft: Draft,
    book: ReferenceBook,
    *,
    may_approve: bool,
    deal_url: str,
    config: MappingConfig | None = None,
) -> Plan:
    """What would happen in Xero. ``deal_url`` is absolute; no call to Xero is made."""
    config = config or mapping.current(row.connection)[0]
    facts = PlanFacts(
        operation_id=row.pk,
        deal_url=deal_url,
        connection_usable=row.connection.is_usable,
        may_approve=may_approve,
        items_must_be_linked=config.item_policy == ItemPolicy.MUST_LINK,
        number_is_taken=_number_is_taken(row.connection, draft.number),
        contact_name_is_taken=_contact_name_is_taken(row.connection, draft.customer),
        earlier=_earlier(row),
        missing_scopes=missing_scopes(row.connection.grant) if row.connection.grant else (),
    )
    return make_plan(draft, book, facts)


def _number_is_taken(connection: Connection, number: str) -> bool:
    # Xero keeps the numbers of voided and deleted invoices.
    return (
        bool(number)
        and Document.objects.filter(
            connection=connection, kind="ACCREC", number__iexact=number
        ).exists()
    )


def _contact_name_is_taken(connection: Connection, customer: CustomerDraft) -> bool:
    """Xero wants the name of a new contact to be unique among the active ones."""
    if customer.contact_id or not customer.create:
        return False
    alike = Contact.objects.filter(
        connection=connection, name_key=name_key(customer.name), is_active=True
    )
    wanted = customer.name.strip().casefold()
    return any(name.casefold() == wanted for name in alike.values_list("name", flat=True)[:50])


def _earlier(row: InvoiceDraft) -> list[str]:
    earlier = Document.objects.filter(
        deal_links__source=row.source,
        deal_links__subject_pk=row.subject_pk,
        connection=row.connection,
        status__in=COUNTED,
    )
    numbers = earlier.newest_first().values_list("number", "xero_id")[:3]
    return [number or xero_id for number, xero_id in numbers]


def create_invoice(
    row: InvoiceDraft, plan: Plan, *, actor: Actor, run_now: bool = True
) -> Operation:
    """Turn a plan into exactly one invoice; calling it again returns the same operation.

    With ``run_now`` Xero's answer is awaited (one call, two with a contact) and the returned
    operation tells how it ended; otherwise a worker sends it. Raises PlanBlocked.
    """
    if plan.blocked:
        raise PlanBlocked(str(row.pk))
    with transaction.atomic():
        operation = _submit(row, plan, actor, in_background=not run_now)
        planned = {"planned_total": plan.totals.total} if _holds(operation, plan) else {}
        InvoiceDraft.objects.filter(pk=row.pk).update(operation=operation, **planned)
    return runner.run_now(operation) if run_now else operation


def _holds(operation: Operation, plan: Plan) -> bool:
    """False when an earlier plan of this draft is on its way already."""
    return operation.body == wire.encode(plan.payload).decode()


def _submit(row: InvoiceDraft, plan: Plan, actor: Actor, *, in_background: bool) -> Operation:
    contact = _submit_contact(row, plan, actor, in_background=in_background)
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


def _submit_contact(
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
