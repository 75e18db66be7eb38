"""What the job of ``docs/howto/from-code.md`` has to do; runs inside the tutorial's project."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from crm.models import Company, Deal
from django.core.management import call_command

from xero_integration.testing import Xero


@pytest.fixture
def closed(db: None) -> Any:
    bakery = Company.objects.create(name="Harbour Bakery", email="accounts@harbour.example")
    Deal.objects.create(title="Still open", company=bakery)
    deal = Deal.objects.create(title="New oven", company=bakery, closed_on=date(2030, 1, 31))
    deal.lines.create(text="Bread oven", quantity=2, price="1200.00")
    return deal


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
