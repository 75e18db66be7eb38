"""What the job of ``docs/howto/from-code.md`` has to do; runs inside the tutorial's project."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from crm.models import Company, Deal
from django.core.management import call_command
from django.core.management.base import CommandError

from xero_integration.exceptions import ConnectionUnavailable
from xero_integration.shortcuts import current_connection, plan_invoice, trusted_deal
from xero_integration.testing import Xero


@pytest.fixture
def closed(db: None) -> Any:
    bakery = Company.objects.create(name="Harbour Bakery", email="accounts@harbour.example")
    Deal.objects.create(title="Still open", company=bakery)
    deal = Deal.objects.create(title="New oven", company=bakery, closed_on=date(2030, 1, 31))
    deal.lines.create(text="Bread oven", quantity=2, price="1200.00")
    return deal


def test_a_deal_that_can_not_be_read_is_named_and_the_others_get_theirs(
    xero: Xero, closed: Any, capsys: Any
) -> None:
    Deal.objects.update(currency="")
    later = Deal.objects.create(title="Tins", company=closed.company, closed_on=closed.closed_on)
    later.lines.create(text="Cake tins", quantity=3, price="20.00")
    assert "New oven: no currency" in run(capsys)
    xero.settle()
    assert xero.invoice()["Reference"] == "Tins"


@pytest.mark.django_db
def test_without_a_connection_it_says_so() -> None:
    with pytest.raises(CommandError, match="No Xero organisation is connected"):
        call_command("invoice_closed_deals")
    deal = trusted_deal("deal", Deal(pk=7, title="New oven"), actor="Nightly job", tenant="north")
    with pytest.raises(ConnectionUnavailable, match='for the tenant "north"'):
        plan_invoice(deal, current_connection("north"), deal_url="https://crm.example.com/")


def run(capsys: Any) -> str:
    call_command("invoice_closed_deals")
    return str(capsys.readouterr().err)


def test_each_closed_deal_gets_one_approved_invoice_however_often_it_runs(
    xero: Xero, closed: Any, capsys: Any
) -> None:
    assert run(capsys) + run(capsys) == ""
    assert xero.invoices() == []
    xero.settle()
    assert run(capsys) == ""
    xero.settle()
    invoice = xero.invoice()
    assert (invoice["Status"], invoice["Reference"]) == ("AUTHORISED", "New oven")
    assert invoice["Url"].startswith(f"https://crm.example.com/admin/crm/deal/{closed.pk}/change/")


def test_a_deal_that_can_not_be_invoiced_is_named(xero: Xero, closed: Any, capsys: Any) -> None:
    Deal.objects.update(currency="XAU")
    said = run(capsys)
    assert "New oven: " in said and "XAU" in said
    xero.settle()
    assert xero.invoices() == []
