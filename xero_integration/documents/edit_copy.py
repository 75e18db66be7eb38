"""A new draft of the deal that begins with what another invoice says."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ..access.doors import OpenDeal
from ..client.records import Invoice
from ..exceptions import HostDataError
from . import services
from .draft import SaveAs
from .edit_services import begin, held_of
from .edit_values import contact_id_of
from .form_head import ADDRESS_FIELDS
from .form_values import Values, all_lines, with_lines
from .models import Document, InvoiceDraft
from .services import DraftInUse, add_draft

OF_THE_CUSTOMER = ("customer_name", "customer_email", "tax_number", *ADDRESS_FIELDS.values())


def unfinished_draft(deal: OpenDeal, document: Document) -> InvoiceDraft | None:
    """What the deal has open already where the copy would go."""
    key = services.open_key(document.connection, deal)
    rows = InvoiceDraft.objects.select_related("operation")
    return rows.filter(open_key=key).first()


def copied_values(deal: OpenDeal, document: Document) -> Values:
    """Lines and terms of the invoice; its number, dates and line ids are its own."""
    held = held_of(document)
    values = begin(document, held).values
    values.pop("began_with")
    today = timezone.localdate()
    lines = [{**line, "line_id": ""} for line in all_lines(values)]
    return {
        **with_lines(values, lines),
        **_of_the_deal(deal, document, contact_id_of(held.invoice)),
        "number": "",
        "issue_date": today.isoformat(),
        "due_date": (today + _term(held.invoice)).isoformat(),
        "save_as": SaveAs.DRAFT.value,
    }


def begin_copy(deal: OpenDeal, document: Document, values: Values) -> InvoiceDraft:
    """Open the draft, in place of an unfinished one; doing it twice is doing it once.

    What was typed into the unfinished one stays in the database.
    """
    key = services.open_key(document.connection, deal)
    with transaction.atomic():
        # Not joined with its operation: PostgreSQL would need "of", which MariaDB does not know.
        here = InvoiceDraft.objects.select_for_update().filter(open_key=key)
        open_one = here.first()
        if open_one is not None:
            if open_one.copied_from_id == document.pk:
                return open_one
            if open_one.operation is not None and open_one.operation.is_open:
                raise DraftInUse(str(open_one.pk))
            here.update(open_key=None, closed_at=timezone.now())
        return add_draft(
            InvoiceDraft(
                connection=document.connection,
                source=deal.ref.source,
                subject_pk=deal.ref.pk,
                open_key=key,
                values=values,
                mapping_revision=document.mapping_revision or 0,
                copied_from=document,
                edited_by=deal.actor.key,
                edited_by_name=deal.actor.name,
            )
        )


def _of_the_deal(deal: OpenDeal, document: Document, contact_id: str) -> Values:
    """Whose deal it is; of a deal that can't be invoiced any more nothing is needed."""
    try:
        values = services.prefill(deal, document.connection).values
    except HostDataError:
        return {}
    known: Values = {name: values[name] for name in ("party_key", "deal_total")}
    if values["contact_id"] == contact_id:
        known |= {name: values[name] for name in (*OF_THE_CUSTOMER, "origins")}
        known["origins"] = {k: v for k, v in known["origins"].items() if k in OF_THE_CUSTOMER}
    return known


def _term(invoice: Invoice) -> dt.timedelta:
    """As many days to pay as the invoice gave."""
    if invoice.date and invoice.due_date:
        return invoice.due_date - invoice.date
    return dt.timedelta(days=14)
