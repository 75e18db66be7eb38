"""An invoice of ours that Xero tells of before we have its answer belongs to its deal at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.outbox.company import INVOICES, Company
from xero_integration.client import wire
from xero_integration.client.answers import Element
from xero_integration.client.records import Invoice
from xero_integration.connections.session import client_for
from xero_integration.documents import mirror
from xero_integration.models import (
    Connection,
    DealLink,
    Document,
    InvoiceDraft,
    Operation,
)
from xero_integration.outbox import runner

from .accountant import WEBHOOK


@pytest.fixture
def overtaken(company: Company) -> Operation:
    """Xero has the invoice, its answer was lost, and the webhook comes first."""
    company.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
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


def told(company: Company, operation: Operation, **changed: Any) -> Element[Invoice]:
    (xero_id,) = [
        key for key, each in company.books.invoices.items() if each.url.endswith(str(operation.pk))
    ]
    element = client_for(company.connection).invoices.get(xero_id)
    return Element(Invoice, wire.encode({**wire.plain(element.raw), **changed}))


def answer_comes(operation: Operation) -> None:
    Operation.objects.update(due_at=operation.due_at - timedelta(minutes=1))
    runner.run_due()


def test_it_is_announced_with_its_deal_and_operation(company, overtaken, announced):
    (document,) = mirror.apply(company.connection, [told(company, overtaken)], WEBHOOK)
    (created,) = announced
    assert created["operation"] == overtaken
    assert created["document"].operation == overtaken
    assert [ref.key for ref in created["deals"]] == ["deal:7"]
    link = DealLink.objects.get()
    assert (link.document, link.tenant) == (document, company.connection.tenant)
    assert link.linked_by_name == overtaken.actor_name
    assert (document.operation, document.mapping_revision) == (overtaken, 3)


def test_the_answer_that_follows_announces_nothing_more_and_closes_the_draft(
    company, overtaken, announced
):
    mirror.apply(company.connection, [told(company, overtaken)], WEBHOOK)
    answer_comes(overtaken)
    assert [entry["name"] for entry in announced] == ["created"]
    overtaken.refresh_from_db()
    assert overtaken.state == "done"
    assert InvoiceDraft.objects.get().open_key is None
    assert Document.objects.get().operation == overtaken
    assert DealLink.objects.count() == 1


def test_the_webhook_after_the_answer_changes_nothing(company, overtaken, announced):
    answer_comes(overtaken)
    mirror.apply(company.connection, [told(company, overtaken)], WEBHOOK)
    assert [entry["name"] for entry in announced] == ["created"]
    assert DealLink.objects.count() == 1


def test_a_copy_made_in_xero_does_not_take_the_place_of_the_original(company, overtaken):
    mirror.apply(company.connection, [told(company, overtaken)], WEBHOOK)
    copy = told(company, overtaken, InvoiceID="0" * 8 + "-0000-4000-8000-" + "0" * 12)
    (document,) = mirror.apply(company.connection, [copy], WEBHOOK)
    assert document.operation is None
    assert DealLink.objects.count() == 1


def test_a_copy_that_is_seen_first_gives_the_operation_back_to_the_answer(company, overtaken):
    copy = told(company, overtaken, InvoiceID="0" * 8 + "-0000-4000-8000-" + "0" * 12)
    (document,) = mirror.apply(company.connection, [copy], WEBHOOK)
    answer_comes(overtaken)
    overtaken.refresh_from_db()
    assert overtaken.state == "done"
    document.refresh_from_db()
    assert document.operation is None
    assert Document.objects.get(xero_id=overtaken.answer_id).operation == overtaken


def test_the_mark_of_another_connections_operation_means_nothing(company, overtaken, announced):
    element = told(company, overtaken)
    other = Connection.objects.create(name="Other", xero_tenant_id="other", tenant="elsewhere")
    mirror.apply(other, [element], WEBHOOK)
    assert announced[0]["operation"] is None
    assert not DealLink.objects.exists()


def test_a_mark_of_nobody_means_nothing(company, overtaken, announced):
    url = "https://crm.example/deals/7/#invoice-00000000-0000-4000-8000-000000000000"
    mirror.apply(company.connection, [told(company, overtaken, Url=url)], WEBHOOK)
    assert announced[0]["operation"] is None
