"""From what was typed to a plan: gathers what only the database knows and asks for the plan."""

from __future__ import annotations

from ..connections.models import Connection
from ..connections.services import missing_scopes
from ..mapping import services as mapping
from ..mapping.choices import ItemPolicy
from ..mapping.config import MappingConfig
from ..reference.book import ReferenceBook
from ..reference.models import Contact
from ..reference.normal import name_key
from .draft import CustomerDraft, Draft
from .facts import PlanFacts
from .models import Document, InvoiceDraft
from .plan import Plan, make_plan
from .status import COUNTED


def plan_for(
    row: InvoiceDraft,
    draft: Draft,
    book: ReferenceBook,
    *,
    may_approve: bool,
    may_email: bool = False,
    deal_url: str,
    config: MappingConfig | None = None,
    own_number: str = "",
) -> Plan:
    """What would happen in Xero. ``deal_url`` is absolute; no call to Xero is made.

    ``own_number`` is the number that an edited invoice has already.
    """
    config = config or mapping.current(row.connection)[0]
    facts = PlanFacts(
        operation_id=row.pk,
        deal_url=deal_url,
        connection_usable=row.connection.is_usable,
        read_only=row.connection.is_read_only,
        may_approve=may_approve,
        may_email=may_email,
        items_must_be_linked=config.item_policy == ItemPolicy.MUST_LINK,
        number_is_taken=_number_is_taken(row, draft.number, own_number),
        contact_name_is_taken=_contact_name_is_taken(row.connection, draft.customer),
        earlier=() if row.edits_id else _earlier(row),
        missing_scopes=missing_scopes(row.connection.grant) if row.connection.grant else (),
    )
    return make_plan(draft, book, facts)


def _number_is_taken(row: InvoiceDraft, number: str, own_number: str) -> bool:
    """Xero keeps the numbers of voided and deleted invoices."""
    if number.lower() in ("", own_number.lower()):
        return False
    alike = Document.objects.filter(kind="ACCREC", number__iexact=number)
    return alike.filter(connection=row.connection).exists()


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
