"""Credit notes are mirrored beside the invoices they credit."""

from __future__ import annotations

from decimal import Decimal

from xero_integration.documents import mirror
from xero_integration.models import Document, Settlement

from .accountant import POLL


def test_a_credit_note_is_taken_over_with_what_is_left_of_it(accountant, announced):
    accountant.act("approve")
    note = accountant.credit(50)
    document = accountant.hear(accountant.told_of_credit(note))
    assert (document.kind, document.status) == ("ACCRECCREDIT", "AUTHORISED")
    assert (document.total, document.remaining_credit) == (Decimal(50), Decimal(50))
    assert (document.amount_due, document.amount_paid, document.amount_credited) == (0, 0, 0)
    assert document.number.startswith("CN-")
    assert document.contact_id == accountant.company.contact_id
    assert [line.description for line in document.lines.all()] == ["Dented"]
    assert [entry["name"] for entry in announced] == ["created"]


def test_an_allocation_is_a_row_of_the_invoice_alone(accountant):
    accountant.act("approve")
    note = accountant.credit(50, applied=30)
    invoice, credit = mirror.apply(
        accountant.company.connection, [accountant.told(), accountant.told_of_credit(note)], POLL
    )
    assert (invoice.amount_credited, invoice.amount_due) == (Decimal(30), Decimal(200))
    assert (credit.remaining_credit, credit.status) == (Decimal(20), "AUTHORISED")
    (row,) = Settlement.objects.all()
    assert (row.document, row.kind, row.xero_id, row.amount) == (invoice, "credit_note", note, 30)


def test_a_note_that_is_used_up_is_paid_and_announced(accountant, announced):
    accountant.act("approve")
    note = accountant.credit(50)
    accountant.hear(accountant.told_of_credit(note))
    used_up = accountant.told_of_credit(
        note, Status="PAID", RemainingCredit=0, UpdatedDateUTC="/Date(1900000000000+0000)/"
    )
    assert accountant.hear(used_up).remaining_credit == 0
    assert (announced[-1]["old"], announced[-1]["new"]) == ("AUTHORISED", "PAID")


def test_a_page_may_hold_invoices_and_credit_notes(accountant):
    note = accountant.credit(5)
    page = [accountant.told_of_credit(note), accountant.told()]
    documents = mirror.apply(accountant.company.connection, page, POLL)
    assert [each.xero_id for each in documents] == [note, accountant.invoice]
    assert Document.objects.count() == 2


def test_a_credit_of_a_supplier_is_not_kept(accountant):
    note = accountant.credit(5)
    told = accountant.told_of_credit(note, Type="ACCPAYCREDIT")
    assert mirror.apply(accountant.company.connection, [told], POLL) == []
