"""The one way in: what Xero says is taken over once, kept with its source, and announced."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from tests.outbox.company import INVOICES, Company
from xero_integration.client import wire
from xero_integration.connections.session import client_for
from xero_integration.documents import mirror
from xero_integration.models import (
    DealLink,
    Document,
    DocumentLine,
    DocumentVersion,
    InvoiceDraft,
    Operation,
    Settlement,
)
from xero_integration.outbox import runner
from xero_integration.sandbox.accounting import acts
from xero_integration.signals import document_created

from .accountant import POLL, WEBHOOK, Accountant, nothing_written

# Taking over


def test_a_new_document_is_taken_over_with_lines_and_amounts(accountant):
    document = accountant.hear()
    assert (document.kind, document.status, document.reference) == ("ACCREC", "DRAFT", "Order 7")
    assert (document.subtotal, document.total_tax, document.total) == (
        Decimal("200.00"),
        Decimal("30.00"),
        Decimal("230.00"),
    )
    assert (document.date, document.due_date) == (date(2026, 11, 20), date(2026, 12, 20))
    assert document.contact_id == accountant.company.contact_id
    oven, note = document.lines.all()
    assert (oven.quantity, oven.unit_amount, oven.line_amount) == (2, 100, 200)
    assert (note.description, note.account_code) == ("Please handle with care", "")
    assert document.operation is None


def test_what_changed_in_xero_changes_here(accountant):
    accountant.hear()
    new_line = {
        "Description": "Bigger oven",
        "Quantity": 1,
        "UnitAmount": 500,
        "AccountCode": "200",
    }
    accountant.act("edit", changes={"Reference": "Order 8", "LineItems": [new_line]})
    document = accountant.hear()
    assert (document.reference, document.total) == ("Order 8", Decimal("575.00"))
    assert [line.description for line in document.lines.all()] == ["Bigger oven"]
    assert Document.objects.count() == 1


def test_what_did_not_change_writes_nothing(accountant):
    before = accountant.hear()
    same = accountant.told()
    with nothing_written():
        mirror.apply(accountant.company.connection, [same], POLL)
    assert Document.objects.get().learned_at == before.learned_at
    assert DocumentVersion.objects.count() == 1


def test_no_news_asks_nothing(accountant):
    with CaptureQueriesContext(database) as captured:
        assert mirror.apply(accountant.company.connection, [], POLL) == []
    assert len(captured) == 0


def test_news_that_is_older_than_what_is_known_is_ignored(accountant):
    old = accountant.told()
    accountant.act("approve")
    accountant.hear()
    with nothing_written():
        mirror.apply(accountant.company.connection, [old], WEBHOOK)
    assert Document.objects.get().status == "AUTHORISED"


def test_a_document_named_twice_in_one_batch_is_taken_over_once(accountant, announced):
    told = accountant.told()
    documents = mirror.apply(accountant.company.connection, [told, told], POLL)
    assert len(documents) == 1
    assert [entry["name"] for entry in announced] == ["created"]


def test_many_documents_cost_as_many_queries_as_few(company):
    def queries(count: int) -> int:
        told = [Accountant(company).told() for _ in range(count)]
        with CaptureQueriesContext(database) as captured:
            mirror.apply(company.connection, told, POLL)
        return len(captured)

    assert queries(12) == queries(2)


def test_two_connections_to_one_organisation_keep_documents_apart(accountant):
    told = accountant.told()
    accountant.hear(told)
    other = accountant.company.connection
    other.pk, other.name, other.tenant = None, "Other", "elsewhere"
    other.id = other._meta.get_field("id").get_default()
    other.save(force_insert=True)
    mirror.apply(other, [told], POLL)
    assert Document.objects.count() == 2


# Statuses and settlements


def test_a_payment_pays_and_taking_it_back_opens_the_invoice_again(accountant, announced):
    accountant.act("approve")
    accountant.hear()
    accountant.act("pay")
    paid = accountant.hear()
    assert (paid.status, paid.amount_due, paid.amount_paid) == ("PAID", 0, Decimal("230.00"))
    assert paid.fully_paid_on is not None
    (settlement,) = paid.settlements.all()
    assert (settlement.kind, settlement.amount) == ("payment", Decimal("230.00"))

    accountant.act("remove_payment")
    opened = accountant.hear()
    assert (opened.status, opened.amount_due) == ("AUTHORISED", Decimal("230.00"))
    assert opened.fully_paid_on is None
    assert not Settlement.objects.exists()

    accountant.act("pay")
    assert accountant.hear().status == "PAID"
    changes = [(entry["old"], entry["new"]) for entry in announced if entry["name"] == "changed"]
    assert changes == [
        ("AUTHORISED", "PAID"),
        ("PAID", "AUTHORISED"),
        ("AUTHORISED", "PAID"),
    ]


def test_part_payments_are_kept_row_by_row_and_replaced_as_a_whole(accountant):
    accountant.act("approve")
    accountant.act("pay", amount=Decimal(30), reference="first")
    assert [row.reference for row in accountant.hear().settlements.all()] == ["first"]
    accountant.act("pay", amount=Decimal(50), reference="second")
    document = accountant.hear()
    assert {(row.reference, row.amount) for row in document.settlements.all()} == {
        ("first", Decimal(30)),
        ("second", Decimal(50)),
    }
    assert (document.status, document.amount_due) == ("AUTHORISED", Decimal("150.00"))


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (["submit"], "SUBMITTED"),
        (["approve"], "AUTHORISED"),
        (["approve", "void"], "VOIDED"),
        (["delete"], "DELETED"),
    ],
)
def test_every_status_of_xero_arrives(accountant, announced, steps, status):
    accountant.hear()
    for step in steps:
        accountant.act(step)
    assert accountant.hear().status == status
    assert (announced[-1]["old"], announced[-1]["new"]) == ("DRAFT", status)


def test_a_status_that_xero_invents_is_kept_and_shown_as_it_is(accountant, announced):
    accountant.hear()
    document = accountant.hear(accountant.told(Status="HIBERNATING"))
    assert (document.status, document.status_label) == ("HIBERNATING", "HIBERNATING")
    assert announced[-1]["new"] == "HIBERNATING"


def test_a_list_without_lines_keeps_the_lines_that_are_known(accountant):
    accountant.hear()
    accountant.act("edit", changes={"Reference": "Order 8"})
    document = accountant.hear(accountant.told(LineItems=[]))
    assert document.reference == "Order 8"
    assert DocumentLine.objects.count() == 2


# Versions


def test_each_change_is_kept_as_xero_said_it_with_who_told_us(accountant):
    accountant.hear()
    accountant.act("approve")
    accountant.hear(news=WEBHOOK)
    first, second = DocumentVersion.objects.all()
    assert [(each.source, each.status) for each in (first, second)] == [
        ("poll", "DRAFT"),
        ("webhook", "AUTHORISED"),
    ]
    assert (first.actor_name, second.actor_name) == ("", "Robin Rep")
    assert wire.plain(second.raw.encode())["InvoiceID"] == accountant.invoice
    assert first.updated_at
    assert second.updated_at
    assert first.updated_at < second.updated_at


# Signals


def test_each_change_is_announced_once(accountant, announced):
    told = accountant.told()
    accountant.hear(told)
    accountant.hear(told)
    accountant.act("approve")
    accountant.hear(news=WEBHOOK)
    accountant.hear()
    assert [entry["name"] for entry in announced] == ["created", "changed"]
    assert announced[1]["source"] == "webhook"
    assert {entry["sender"] for entry in announced} == {Document}


def test_a_change_that_leaves_the_status_is_not_announced(accountant, announced):
    accountant.hear()
    accountant.act("edit", changes={"Reference": "Order 8"})
    accountant.hear()
    assert [entry["name"] for entry in announced] == ["created"]


def test_a_signal_waits_for_the_commit(accountant, announced):
    told = accountant.told()
    with transaction.atomic():
        mirror.apply(accountant.company.connection, [told], POLL)
        assert announced == []
    assert len(announced) == 1


def test_what_is_rolled_back_is_neither_kept_nor_announced(accountant, announced):
    class Regret(Exception):
        pass

    told = accountant.told()
    with pytest.raises(Regret), transaction.atomic():
        mirror.apply(accountant.company.connection, [told], POLL)
        raise Regret
    assert announced == []
    assert not Document.objects.exists()


def test_a_receiver_that_fails_spoils_nothing(accountant, announced):
    def broken(**_told: Any) -> None:
        raise RuntimeError("host's own")

    document_created.connect(broken)
    try:
        accountant.hear()
    finally:
        document_created.disconnect(broken)
    assert Document.objects.count() == len(announced) == 1


def send_from_deal(company: Company) -> Operation:
    operation = company.submit()
    InvoiceDraft.objects.create(
        id=operation.pk,
        connection=company.connection,
        source="deal",
        subject_pk="7",
        open_key="deal 7",
        operation=operation,
        mapping_revision=3,
    )
    return runner.run_now(operation)


def test_the_news_of_our_own_invoice_names_its_deal_and_operation(company, announced):
    operation = send_from_deal(company)
    (created,) = announced
    assert created["operation"] == operation
    assert [ref.key for ref in created["deals"]] == ["deal:7"]
    document = created["document"]
    assert DealLink.objects.get().document == document
    assert DocumentVersion.objects.get().source == "answer"
    document.refresh_from_db()
    assert (document.operation, document.mapping_revision) == (operation, 3)
    draft = InvoiceDraft.objects.get()
    assert draft.open_key is None
    assert draft.closed_at is not None


def test_a_later_change_of_our_own_invoice_still_names_the_deal(company, announced):
    operation = send_from_deal(company)
    acts.approve(
        company.sandbox, company.connection.xero_tenant_id, document_id=operation.answer_id
    )
    element = client_for(company.connection).invoices.get(operation.answer_id)
    mirror.apply(company.connection, [element], WEBHOOK)
    changed = announced[-1]
    assert (changed["name"], changed["new"]) == ("changed", "AUTHORISED")
    assert [ref.key for ref in changed["deals"]] == ["deal:7"]
    assert Document.objects.get().operation == operation


def test_an_invoice_that_a_webhook_told_first_gets_its_operation_with_the_answer(company):
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    operation = send_from_deal(company)
    (xero_id,) = [
        key for key, each in company.books.invoices.items() if each.url.endswith(str(operation.pk))
    ]
    element = client_for(company.connection).invoices.get(xero_id)
    mirror.apply(company.connection, [element], WEBHOOK)
    Operation.objects.update(due_at=operation.due_at - timedelta(minutes=1))
    runner.run_due()
    document = Document.objects.get()
    assert document.operation_id == operation.pk
    assert DealLink.objects.get().document == document
