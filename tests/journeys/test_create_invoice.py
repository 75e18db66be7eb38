"""The main job: a deal becomes exactly one invoice in Xero, seen on the deal page."""

from __future__ import annotations

from decimal import Decimal

from xero_integration.client import wire
from xero_integration.models import Document, InvoiceDraft, Operation

from .office import text_of


def test_a_rep_turns_a_deal_into_an_invoice(office):
    deal = office.host.make_deal(tenant=office.tenant)
    values = office.link_everything(deal)
    office.forget_calls()

    answer = office.press(deal, "create", values)

    assert answer.status_code == 302, text_of(answer)
    (invoice,) = office.invoices()
    operation = Operation.objects.get(kind="invoice.create")
    planned = InvoiceDraft.objects.get().planned_total
    assert Decimal(invoice["Total"]) == planned == Document.objects.get().total
    sent = wire.plain(operation.body)
    assert {name: invoice[name] for name in ("Type", "Status", "Url", "CurrencyCode")} == {
        name: sent[name] for name in ("Type", "Status", "Url", "CurrencyCode")
    }
    panel = text_of(office.rep.get(office.panel_url(deal)))
    assert invoice["InvoiceNumber"] in panel
    assert "Draft" in panel
