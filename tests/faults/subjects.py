"""What a schedule is played against: the operations that are asked for at its beginning."""

from __future__ import annotations

from tests.outbox.company import Company
from xero_integration.models import Operation


def one_invoice(company: Company, seed: int) -> list[Operation]:
    return [company.submit(deal=f"single-{seed}")]


def a_batch_with_a_bad_row(company: Company, seed: int) -> list[Operation]:
    good = [company.submit(deal=f"batch-{seed}-{number}") for number in range(3)]
    return [*good, company.submit(deal=f"batch-{seed}-bad", CurrencyCode="XYZ")]


def a_contact_and_its_invoice(company: Company, seed: int) -> list[Operation]:
    contact = company.submit_contact(f"Kauri Joinery {seed}")
    return [contact, company.submit(deal=f"contact-{seed}", contact=contact)]


SUBJECTS = (one_invoice, a_batch_with_a_bad_row, a_contact_and_its_invoice)
