"""Reading documents from Xero by their ids costs few calls, and each address stays short."""

from __future__ import annotations

import pytest

from xero_integration.connections.session import client_for
from xero_integration.documents import fetching
from xero_integration.models import Document
from xero_integration.sandbox import bulk as generated

from .accountant import POLL, Accountant

LONGEST = 2000
"""Characters of an address that every proxy lets through."""


def asked(company) -> list[str]:
    calls = [call for call in list(company.sandbox.log) if call.method == "GET"]
    return [f"{call.path}?{call.query}" for call in calls]


@pytest.fixture
def client(company):
    return client_for(company.connection)


def test_forty_invoices_are_one_call(company, client):
    tenant = company.connection.xero_tenant_id
    generated.seed(company.sandbox, tenant, contacts=5, invoices=81)
    ids = [company.books.invoices.series.key(index) for index in range(81)]
    company.forget_calls()
    found = fetching.take_over_invoices(company.connection, client, ids, POLL)
    assert {document.xero_id for document in found} == set(ids)
    assert company.calls() == ["GET /api.xro/2.0/Invoices"] * 3
    assert max(map(len, asked(company)[-3:])) < LONGEST


def test_credit_notes_are_found_by_a_filter(accountant, client):
    company = accountant.company
    accountant.act("approve")
    notes = [accountant.credit(amount) for amount in range(1, 22)]
    left_alone = accountant.credit(99)
    company.forget_calls()
    found = fetching.take_over_credit_notes(company.connection, client, notes, POLL)
    assert {document.xero_id for document in found} == set(notes)
    assert not Document.objects.filter(xero_id=left_alone).exists()
    assert company.calls() == ["GET /api.xro/2.0/CreditNotes"] * 2
    assert max(map(len, asked(company)[-2:])) < LONGEST


def test_what_xero_does_not_know_is_left_out(accountant, client):
    connection = accountant.company.connection
    ids = ["00000000-0000-4000-8000-000000000000", accountant.invoice]
    (document,) = fetching.take_over_invoices(connection, client, ids, POLL)
    assert document.xero_id == accountant.invoice


@pytest.mark.parametrize("bad", ["", "no id", 'x") OR Status==("PAID', "1" * 36])
def test_what_is_no_id_is_not_asked_for(accountant, client, bad):
    company = accountant.company
    company.forget_calls()
    assert fetching.take_over_invoices(company.connection, client, [bad], POLL) == []
    assert fetching.take_over_credit_notes(company.connection, client, [bad], POLL) == []
    assert company.calls() == []


def test_an_id_that_is_named_twice_is_asked_for_once(accountant, client):
    other = Accountant(accountant.company)
    ids = [accountant.invoice, other.invoice, accountant.invoice]
    found = fetching.take_over_invoices(accountant.company.connection, client, ids, POLL)
    assert len(found) == 2
