"""Drafts of new invoices, and the door to planning and sending; views and the API call these."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from ..access.actors import Actor
from ..access.doors import OpenDeal
from ..connections.models import Connection
from ..exceptions import HostDataError, XeroIntegrationError
from ..host.lookup import draft_of, labels
from ..host.records import HostDraft
from ..linking import services as linking
from ..mapping import services as mapping
from ..mapping.config import MappingConfig
from ..reference import services as reference
from ..reference.book import ReferenceBook
from .models import InvoiceDraft
from .planning import plan_for
from .prefill import PrefillInput, prefilled_values
from .submitting import create_invoice

__all__ = [
    "DraftInUse",
    "OpenedDraft",
    "Prefilled",
    "add_draft",
    "create_invoice",
    "hold",
    "open_draft",
    "open_key",
    "plan_for",
    "prefill",
    "restart",
    "save_values",
]


OURS = ("origins", "party_key", "deal_total", "began_with")
"""Values that no form may change."""


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
    config: MappingConfig | None


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
    row = InvoiceDraft(
        connection=connection,
        source=deal.ref.source,
        subject_pk=deal.ref.pk,
        open_key=key,
        values=prefilled.values,
        mapping_revision=prefilled.revision,
        edited_by=deal.actor.key,
        edited_by_name=deal.actor.name,
    )
    kept = add_draft(row)
    return OpenedDraft(kept, prefilled if kept is row else None)


def add_draft(row: InvoiceDraft) -> InvoiceDraft:
    """Save a new draft, or take the one that somebody else has opened in this moment."""
    try:
        with _savepoint():
            row.save(force_insert=True)
    except IntegrityError:
        return InvoiceDraft.objects.select_related("operation").get(open_key=row.open_key)
    return row


def _savepoint() -> AbstractContextManager[Any]:
    """Only an open transaction has to be protected from an insert that may clash."""
    return transaction.atomic() if transaction.get_connection().in_atomic_block else nullcontext()


def prefill(deal: OpenDeal, connection: Connection) -> Prefilled:
    """What a form of this deal starts with."""
    config, revision = mapping.current(connection)
    host_draft: HostDraft = draft_of(deal.source, deal.obj)
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
    kept = {name: row.values[name] for name in OURS if name in row.values}
    row.values = {**values, **kept}
    row.edited_by, row.edited_by_name = actor.key, actor.name
    row.save(update_fields=["values", "edited_by", "edited_by_name", "edited_at"])


def hold(row: InvoiceDraft) -> None:
    """Within a transaction: read again what stands in the draft, which nobody else changes now.

    Raises DraftInUse when it was sent to its end meanwhile.
    """
    # An update that changes nothing: it locks on SQLite too, which knows no "for update".
    InvoiceDraft.objects.filter(pk=row.pk).update(closed_at=F("closed_at"))
    fresh = InvoiceDraft.objects.select_related("operation").get(pk=row.pk)
    if fresh.closed_at is not None:
        raise DraftInUse(str(row.pk))
    row.values, row.operation = fresh.values, fresh.operation


def restart(row: InvoiceDraft, deal: OpenDeal) -> InvoiceDraft:
    """Throw away what was typed and read the deal again."""
    if row.operation is not None and row.operation.is_open:
        raise DraftInUse(str(row.pk))
    made = prefill(deal, row.connection)
    row.values, row.mapping_revision = made.values, made.revision
    row.save(update_fields=["values", "mapping_revision", "edited_at"])
    return row
