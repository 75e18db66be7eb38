"""What a schedule is played against: things that a person asks for, and may ask for again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from tests.outbox.company import REP, Company, invoice_json
from xero_integration.client import wire
from xero_integration.documents.money import Totals
from xero_integration.documents.plan import Plan
from xero_integration.documents.submitting import create_invoice
from xero_integration.models import InvoiceDraft, Operation
from xero_integration.outbox import runner
from xero_integration.outbox import services as outbox


@dataclass
class Scene:
    """``press`` is what the person does, and does again when in doubt: asking twice is asking once.

    ``intents`` operations come of it. ``interfere`` is what an accountant does to the same
    document in Xero meanwhile, where that matters; ``news`` reads what only a poll could tell.
    """

    press: Callable[[], object]
    intents: int = 1
    interfere: Callable[[], object] | None = None
    news: Callable[[], object] | None = None


Subject = Callable[[Company, Random], Scene]


def one_invoice(company: Company, rng: Random) -> Scene:
    return _pressed(*_invoices(company, 1))


def a_batch_with_bad_rows(company: Company, rng: Random) -> Scene:
    good = _invoices(company, rng.randint(2, 5))
    bad: list[Callable[[], Operation]] = [
        partial(company.submit, deal=f"bad {row}", pk=uuid.uuid4(), **wrong)
        for row, wrong in enumerate(rng.sample(WRONG, k=rng.randint(1, 2)))
    ]
    rows = [*good, *bad]
    rng.shuffle(rows)
    return _pressed(*rows)


WRONG: list[dict[str, Any]] = [
    {"CurrencyCode": "XYZ"},
    {"LineItems": [{"Description": "Oven", "Quantity": 1, "UnitAmount": -5, "AccountCode": "200"}]},
    {"LineItems": [{"Description": "Oven", "Quantity": 1, "UnitAmount": 5, "AccountCode": "no"}]},
    {"InvoiceNumber": "x" * 300},
]


def a_contact_and_its_invoice(company: Company, rng: Random) -> Scene:
    return _contact_and_invoice(company, "Kauri Joinery")


def a_contact_whose_name_is_taken(company: Company, rng: Random) -> Scene:
    known = company.books.contacts[company.contact_id]
    return _contact_and_invoice(company, known.name)


def _contact_and_invoice(company: Company, name: str) -> Scene:
    contact_pk, pk = uuid.uuid4(), uuid.uuid4()

    def submit() -> Operation:
        contact = contact_operation(
            company, "create", {"Name": name, "ContactNumber": str(contact_pk)}, contact_pk
        )
        return company.submit(contact=contact, pk=pk)

    return Scene(press=lambda: runner.run_now(submit()), intents=2)


def a_contact_update_and_its_invoice(company: Company, rng: Random) -> Scene:
    contact_pk, pk = uuid.uuid4(), uuid.uuid4()
    body = {"ContactID": company.contact_id, "EmailAddress": "new@kauri.example"}

    def submit() -> Operation:
        contact = contact_operation(company, "update", body, contact_pk)
        return company.submit(contact=contact, pk=pk, Contact={"ContactID": company.contact_id})

    return Scene(press=lambda: runner.run_now(submit()), intents=2)


def contact_operation(
    company: Company, verb: str, body: dict[str, str], pk: uuid.UUID
) -> Operation:
    return outbox.submit(
        company.connection,
        f"contact.{verb}",
        subject="party:1",
        intent=f"{verb}:{pk}",
        body=wire.encode(body).decode(),
        actor=REP,
        pk=pk,
        in_background=False,
    )


def an_invoice_and_its_mail(company: Company, rng: Random) -> Scene:
    """As one press saves them: the mail knows the invoice's id only when that is done."""
    draft = InvoiceDraft.objects.create(
        connection=company.connection, source="deal", subject_pk="1", open_key="deal:1"
    )
    contact = {"ContactID": company.contact_id}
    payload = wire.plain(invoice_json(draft.pk, contact, Status="AUTHORISED"))
    none, total = Decimal(0), Decimal("100.00")
    plan = Plan(
        draft.pk, payload, Totals(total, none, total, (), (), ()), "NZD", (), save_as="EMAILED"
    )
    return Scene(press=lambda: create_invoice(draft, plan, actor=REP), intents=2)


def _invoices(company: Company, count: int) -> list[Callable[[], Operation]]:
    return [partial(company.submit, deal=f"good {row}", pk=uuid.uuid4()) for row in range(count)]


def _pressed(*rows: Callable[[], Operation]) -> Scene:
    """All are saved at one press; it waits for the last one, workers take the others."""

    def press() -> None:
        runner.run_now([submit() for submit in rows][-1])

    return Scene(press=press, intents=len(rows))


CREATIONS: tuple[Subject, ...] = (
    one_invoice,
    a_batch_with_bad_rows,
    a_contact_and_its_invoice,
    a_contact_whose_name_is_taken,
    a_contact_update_and_its_invoice,
    an_invoice_and_its_mail,
)
