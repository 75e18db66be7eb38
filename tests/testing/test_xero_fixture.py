"""What a host's tests ask of the fixture ``xero``, under both hosts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.hosts.lines import Customer, Line
from tests.hosts.protocol import Host
from xero_integration.exceptions import HostDataError
from xero_integration.models import Account, Connection, Contact, Item
from xero_integration.testing import Xero


@pytest.fixture
def deal(host: Host, xero_tenant: str) -> Any:
    lines = [Line("Bread oven", "2", "1200"), Line("Installation", price="350.50")]
    return host.make_deal(lines=lines, reference="PO 7", tenant=xero_tenant)


def test_it_is_connected_filled_and_may_write(xero: Xero) -> None:
    assert (xero.connection.state, xero.connection.is_read_only) == ("active", False)
    assert Account.objects.of(xero.connection).filter(code="200").exists()
    assert Contact.objects.of(xero.connection).exists()
    assert Item.objects.of(xero.connection).exists()
    assert xero.run_tasks() == 0
    assert xero.calls() == []


def test_my_deal_becomes_exactly_this_invoice(xero: Xero, host: Host, deal: Any) -> None:
    document = xero.create_invoice(host.source_key, deal)
    invoice = xero.invoice()
    assert (invoice["Status"], invoice["Reference"]) == ("DRAFT", "PO 7")
    assert invoice["Contact"]["Name"] == "Harbour Bakery"
    assert invoice["SubTotal"] == Decimal("2750.50")
    lines = [(line["Description"], line["LineAmount"]) for line in invoice["LineItems"]]
    assert lines == [("Bread oven", Decimal("2400.00")), ("Installation", Decimal("350.50"))]
    assert (document.xero_id, document.total) == (invoice["InvoiceID"], invoice["Total"])
    assert xero.documents(host.source_key, deal) == [document]


def test_products_need_no_item(xero: Xero, host: Host, xero_tenant: str) -> None:
    deal = host.make_deal(lines=[Line(product="OVEN")], tenant=xero_tenant)
    assert xero.create_invoice(host.source_key, deal).total == Decimal("115.00")


def test_a_deal_that_is_paid_reaches_the_handler(
    xero: Xero, host: Host, deal: Any, heard: list[tuple[str, Any]]
) -> None:
    document = xero.create_invoice(host.source_key, deal, save_as="AUTHORISED")
    xero.pay(document)
    assert [name for name, _ in heard] == ["created"]
    xero.settle()
    name, told = heard[-1]
    assert (name, told["old"], told["new"]) == ("changed", "AUTHORISED", "PAID")
    assert [ref.pk for ref in told["deals"]] == [str(deal.pk)]
    document.refresh_from_db()
    assert (document.status, document.amount_due) == ("PAID", 0)


def test_an_accountant_approves_pays_a_part_and_voids(
    xero: Xero, host: Host, deal: Any, xero_tenant: str
) -> None:
    document = xero.create_invoice(host.source_key, deal)
    xero.approve(document)
    xero.pay(xero.invoice(), Decimal("100.00"))
    other = host.make_deal(tenant=xero_tenant, company=Customer(name="Quay Cafe"))
    voided = xero.create_invoice(host.source_key, other, save_as="AUTHORISED")
    xero.void(voided.number)
    xero.settle()
    document.refresh_from_db()
    voided.refresh_from_db()
    assert (document.status, document.amount_paid) == ("AUTHORISED", Decimal("100.00"))
    assert voided.status == "VOIDED"


def test_a_failing_xero_is_retried_and_makes_one_invoice(xero: Xero, host: Host, deal: Any) -> None:
    xero.fail_next(method="PUT", path="/Invoices", lost=True)
    operation = xero.send_invoice(host.source_key, deal)
    assert operation.state == "checking"
    xero.settle()
    assert len(xero.invoices()) == 1


def test_an_unfinished_invoice_fails_the_test_with_its_reason(
    xero: Xero, host: Host, deal: Any
) -> None:
    xero.fail_next(3, path="/Contacts")
    with pytest.raises(AssertionError, match="Checking with Xero|Ready to send"):
        xero.create_invoice(host.source_key, deal)
    assert xero.invoices() == []
    with pytest.raises(AssertionError, match="0 invoices"):
        xero.invoice()


def test_a_plan_sends_nothing(xero: Xero, host: Host, deal: Any) -> None:
    plan = xero.plan(host.source_key, deal, reference="PO 8")
    assert plan.payload["Reference"] == "PO 8"
    assert plan.totals.total == Decimal("3163.08")
    assert xero.calls() == []


def test_a_problem_of_the_plan_is_the_message(xero: Xero, host: Host, xero_tenant: str) -> None:
    deal = host.make_deal(currency="XAU", tenant=xero_tenant)
    with pytest.raises(AssertionError, match="XAU"):
        xero.create_invoice(host.source_key, deal)


def test_a_change_that_cannot_be_read_is_named(xero: Xero, host: Host, deal: Any) -> None:
    with pytest.raises(HostDataError, match="Issue date"):
        xero.plan(host.source_key, deal, issue_date="tomorrow-ish")


def test_settings_are_changed_by_name(xero: Xero, host: Host, deal: Any) -> None:
    xero.configure(status="AUTHORISED")
    assert xero.create_invoice(host.source_key, deal).status == "AUTHORISED"


def test_a_customer_is_linked_instead_of_created(xero: Xero, host: Host, deal: Any) -> None:
    known = xero.contacts()[0]
    xero.link_contact(xero.party_key(host.source_key, deal), known["ContactID"])
    xero.create_invoice(host.source_key, deal)
    assert xero.invoice()["Contact"]["Name"] == known["Name"]
    assert "PUT /api.xro/2.0/Contacts" not in xero.calls()


def test_a_lost_sign_in_is_noticed(xero: Xero, host: Host, deal: Any) -> None:
    xero.lose_sign_in()
    operation = xero.send_invoice(host.source_key, deal)
    assert Connection.objects.get().state == "needs_sign_in"
    xero.settle()
    contact = operation.depends_on
    contact.refresh_from_db()
    assert (contact.kind, contact.state) == ("contact.create", "waiting")
    assert xero.invoices() == []


def test_another_tenant_has_an_organisation_of_its_own(xero: Xero, host: Host, deal: Any) -> None:
    other = xero.connect("south", organisation=1)
    xero.create_invoice(host.source_key, deal)
    assert (len(xero.invoices()), other.invoices()) == (1, [])
    assert other.connection.tenant == "south"
