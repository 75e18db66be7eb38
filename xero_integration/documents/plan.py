"""The Plan: what would happen in Xero, to the cent, before anything is sent. Pure.

A plan is a function of the draft and of mirrored reference data. The form, bulk runs, rules
and the API all show this same plan; one with a blocking problem can't be applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from ..client import wire
from ..linking.contact_payload import FieldChange, changes, create_payload, update_payload
from ..linking.limits import WantedContact
from ..reference.address import Address
from ..reference.book import ReferenceBook
from .checks import all_problems
from .draft import CustomerDraft, Draft, DraftLine, LineAmountTypes, SaveAs
from .facts import PlanFacts
from .marker import marked_url
from .money import PricedLine, Totals, totals
from .payload import invoice_payload, tax_type
from .problems import Problem

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ContactEffect:
    """What else the plan writes: ``kind`` is create or update, ``payload`` the contact's JSON.

    ``operation_id`` is the same for the same payload, so planning twice is planning once.
    """

    kind: str
    operation_id: UUID
    name: str
    payload: Mapping[str, Any]
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """``payload`` is the literal JSON of the invoice; money is in ``currency``.

    ``difference`` is the lines' sum less the deal's, None when the deal states none; ``calls``
    is what applying it costs.
    """

    operation_id: UUID
    payload: Mapping[str, Any]
    totals: Totals
    currency: str
    problems: tuple[Problem, ...]
    contact: ContactEffect | None = None
    deal_total: Decimal | None = None
    save_as: str = "DRAFT"
    line_totals: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def blocked(self) -> bool:
        """A problem has to be mended before it can be applied."""
        return any(problem.blocking for problem in self.problems)

    @property
    def difference(self) -> Decimal | None:
        """How much more the lines come to than the deal says."""
        return None if self.deal_total is None else self.totals.of_lines - self.deal_total

    @property
    def is_mailed(self) -> bool:
        """Xero sends it to the customer as soon as it is approved."""
        return self.save_as == SaveAs.EMAILED

    @property
    def calls(self) -> int:
        """Reading the invoice after the mail shows at once that it was sent."""
        return 1 + bool(self.contact) + 2 * self.is_mailed


def make_plan(draft: Draft, book: ReferenceBook, facts: PlanFacts) -> Plan:
    """Check the draft against the mirror and write down exactly what would be sent."""
    sums = totals([priced(line, draft, book) for line in draft.lines], draft.line_amount_types)
    return Plan(
        operation_id=facts.operation_id,
        payload=invoice_payload(
            draft,
            book,
            url=marked_url(facts.deal_url, facts.operation_id),
            contact_mark=str(facts.contact_operation_id),
        ),
        totals=sums,
        currency=draft.currency,
        problems=tuple(all_problems(draft, book, facts, sums)),
        contact=contact_effect(draft, book, facts),
        deal_total=draft.deal_total,
        save_as=draft.save_as,
        line_totals=dict(
            zip((line.position for line in draft.lines), sums.line_amounts, strict=True)
        ),
    )


def priced(line: DraftLine, draft: Draft, book: ReferenceBook) -> PricedLine:
    """The line with the rate that Xero will use for it."""
    rate = book.tax_rates_by_type.get(tax_type(line, book))
    untaxed = line.is_text_only or draft.line_amount_types == LineAmountTypes.NO_TAX
    return PricedLine(
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        discount_rate=line.discount_rate,
        discount_amount=line.discount_amount,
        tax_rate=ZERO if untaxed or rate is None else rate.effective_rate,
        tax_name="" if untaxed or rate is None else rate.name,
        kept_tax=None if untaxed else line.kept_tax,
    )


def contact_effect(draft: Draft, book: ReferenceBook, facts: PlanFacts) -> ContactEffect | None:
    """The write to the contact that goes with the invoice, None when there is none."""
    customer = draft.customer
    if customer.contact_id:
        return _contact_update(customer, book, facts)
    if not customer.create:
        return None
    mark = facts.contact_operation_id
    payload = create_payload(wanted_contact(customer), contact_number=str(mark))
    return ContactEffect("create", mark, customer.name, payload)


def _contact_update(
    customer: CustomerDraft, book: ReferenceBook, facts: PlanFacts
) -> ContactEffect | None:
    if not customer.update_contact or book.contact is None:
        return None
    wanted = wanted_contact(customer)
    payload = update_payload(book.contact, wanted)
    if payload is None:
        return None
    mark = uuid5(facts.operation_id, wire.encode(payload).decode())
    differing = tuple(changes(book.contact, wanted))
    return ContactEffect("update", mark, book.contact.name, payload, differing)


def wanted_contact(customer: CustomerDraft) -> WantedContact:
    return WantedContact(
        name=customer.name,
        email=customer.email,
        address=Address.of(customer.address),
        tax_number=customer.tax_number,
    )
