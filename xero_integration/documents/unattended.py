"""Invoices made by code: by a job, a command or a test, with nobody at a form.

The plan is the one that the form would show. Whoever calls this decided that it may be done:
no permission is asked for, and a customer without a link gets a new contact in Xero.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ..access.actors import actor_record
from ..access.doors import OpenDeal
from ..connections.models import Connection
from ..exceptions import ConnectionUnavailable, HostDataError
from ..host.registry import get_source
from ..reference import services as reference
from ..reference.book import ReferenceBook
from . import services
from .draft import Draft, SaveAs
from .form_values import Values, all_lines
from .forms import InvoiceForm
from .matrix import role_may_approve
from .models import InvoiceDraft
from .plan import Plan


class PlannedInvoice(NamedTuple):
    """The deal's open draft, and what creating it would do in Xero."""

    draft: InvoiceDraft
    plan: Plan


def trusted_deal(source: str, obj: Any, *, actor: Any, tenant: str = "") -> OpenDeal:
    """A record of the host for code that needs no permission to use it.

    ``source`` is its key in ``SOURCES``, ``actor`` a user, or a name such as "Nightly job".
    ``tenant`` is what the source's ``tenant()`` answers for this record in a request. Raises
    UnknownSource.
    """
    found = get_source(source)
    return OpenDeal(
        source=found, obj=obj, ref=found.ref(obj), actor=actor_record(actor), tenant=tenant
    )


def plan_invoice(
    deal: OpenDeal,
    connection: Connection | None,
    *,
    deal_url: str,
    changes: Mapping[str, str] | None = None,
) -> PlannedInvoice:
    """Open the deal's draft, or make it, and plan it; nothing is sent and Xero is not asked.

    ``deal_url`` is the absolute address of the deal's page, to which Xero's invoice leads back.
    ``changes`` are values of the invoice form's fields that differ from the deal's, as text:
    ``{"save_as": "AUTHORISED", "reference": "PO 7"}``. Raises HostDataError when the deal, or
    a change, can't be read as an invoice; its ``detail`` says what. Raises
    ConnectionUnavailable without a connection, as ``current_connection`` gives None.
    """
    if connection is None:
        raise ConnectionUnavailable(f'Nothing is connected for the tenant "{deal.tenant}".')
    with deal.source.scope(deal.tenant):
        row = services.open_draft(deal, connection).row
    values: Values = {**row.values, **(changes or {})}
    if not values.get("contact_id"):
        values["contact_create"] = "on"
    services.save_values(row, values, deal.actor)
    book = book_for(connection, row.values)
    form = form_of(row.values, book)
    if not form.is_valid():
        raise HostDataError(" ".join(unreadable(form)))
    plan = services.plan_for(
        row,
        draft_of(deal, form),
        book,
        may_approve=role_may_approve(connection.xero_role),
        may_email=True,
        deal_url=deal_url,
    )
    return PlannedInvoice(row, plan)


def book_for(connection: Connection, values: Values) -> ReferenceBook:
    """What the mirrors hold of the contact and the items that these values name."""
    item_ids = {line["item_id"] for line in all_lines(values)} - {""}
    contact_id = str(values.get("contact_id") or "")
    return reference.book(connection, contact_id=contact_id, item_ids=item_ids)


def form_of(values: Values, book: ReferenceBook) -> InvoiceForm:
    """The invoice form over these values, with every status to choose from."""
    statuses = [(value, str(label)) for value, label in SaveAs.choices]
    return InvoiceForm(values, book=book, statuses=statuses)


def draft_of(deal: OpenDeal, form: InvoiceForm) -> Draft:
    """The Draft that a valid form says."""
    title = deal.source.title_of(deal.obj)
    total = form.values.get("deal_total")
    return form.draft(
        deal.ref,
        title,
        str(form.values.get("party_key") or ""),
        Decimal(str(total)) if total else None,
    )


def unreadable(form: InvoiceForm) -> list[str]:
    """Each field of a form that can't be read, with its label."""
    return [
        _("%(field)s: %(message)s") % {"field": form.label_of(name), "message": message}
        for name, messages in form.errors.items()
        for message in messages
    ]
