"""Every body that the app sends to Xero fits the schemas that Xero publishes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import sandbox
from tests.contract.openapi import needs_openapi, problems, unknown_fields
from tests.documents.acting import in_xero, on_deal, url
from tests.hosts.lines import Customer, Line
from tests.journeys.conftest import office
from tests.journeys.office import Office, text_of

__all__ = ["office", "sandbox"]

pytestmark = needs_openapi

ACCOUNTING = "/api.xro/2.0/"
DESCRIBED = Customer(
    name="Bäckerei <Ost> & Söhne",
    email="rechnung@ost.example",
    address="12 Quay Street, Flat 3",
    vat_number="DE 123456789",
)


def sent(office: Office) -> list[tuple[str, dict[str, Any]]]:
    """The body of each write since the office last forgot its calls, with its endpoint."""
    written = [
        call
        for call in office.calls_made()
        if call.method in {"PUT", "POST"} and call.path.startswith(ACCOUNTING)
    ]
    found = []
    for call in written:
        assert isinstance(call.body, dict), f"{call.method} {call.path} has no JSON body"
        found.append((call.path.removeprefix(ACCOUNTING).partition("/")[0], call.body))
    return found


def check(office: Office, *expected: str) -> list[dict[str, Any]]:
    """Exactly these endpoints were written to, each with a body that fits; answer the elements."""
    bodies = sent(office)
    assert tuple(endpoint for endpoint, _body in bodies) == expected
    elements = []
    for endpoint, body in bodies:
        assert problems(endpoint, body) == []
        assert unknown_fields(endpoint, body) == set()
        elements += body[endpoint]
    return elements


def create(office: Office, deal: Any, values: dict[str, str], **typed: str) -> None:
    office.forget_calls()
    answer = office.press(deal, "create", {**values, **typed})
    assert answer.status_code == 302, text_of(answer)


def ready(office: Office, deal: Any) -> dict[str, str]:
    """The form with every product and an existing contact linked."""
    values = office.link_everything(deal)
    contact_id = next(iter(office.organisation.contacts))
    return office.values_after(office.press(deal, f"pick_contact:{contact_id}", values))


def options_of(office: Office) -> tuple[str, str]:
    """One option of each of the organisation's two tracking categories."""
    first, second = list(office.organisation.tracking.values())[:2]
    return next(iter(first.options)).option_id, next(iter(second.options)).option_id


def test_a_new_contact_and_its_invoice(office: Office) -> None:
    deal = office.host.make_deal(tenant=office.tenant, company=DESCRIBED)
    create(office, deal, office.link_everything(deal))
    contact, invoice = check(office, "Contacts", "Invoices")
    assert contact["Addresses"][0]["AddressLine1"] == DESCRIBED.address
    assert contact["TaxNumber"] == DESCRIBED.vat_number
    assert invoice["Contact"] == {"ContactNumber": contact["ContactNumber"]}


def test_an_update_of_the_linked_contact(office: Office) -> None:
    deal = office.host.make_deal(tenant=office.tenant, company=DESCRIBED)
    create(office, deal, ready(office, deal), update_contact="on")
    contact, _invoice = check(office, "Contacts", "Invoices")
    assert set(contact) == {"ContactID", "EmailAddress", "Addresses", "TaxNumber"}


def test_discounts_by_percent_and_by_amount(office: Office) -> None:
    lines = (
        Line("Oven", "2", "1200.1234", discount_percent="12.5", product="OVEN"),
        Line("Installation", "1", "350.50", discount_amount="20.05"),
    )
    deal = office.host.make_deal(tenant=office.tenant, lines=lines)
    create(office, deal, ready(office, deal))
    (invoice,) = check(office, "Invoices")
    by_percent, by_amount = invoice["LineItems"]
    assert Decimal(str(by_percent["DiscountRate"])) == Decimal("12.5")
    assert Decimal(str(by_percent["UnitAmount"])) == Decimal("1200.1234")
    assert Decimal(str(by_amount["DiscountAmount"])) == Decimal("20.05")


def test_tracking_in_both_categories(office: Office) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    region, team = options_of(office)
    chosen = {"lines-0-tracking_1": region, "lines-0-tracking_2": team}
    create(office, deal, ready(office, deal), **chosen)
    (invoice,) = check(office, "Invoices")
    assert len(invoice["LineItems"][0]["Tracking"]) == 2


def test_a_line_of_text_alone(office: Office) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    values = office.values_after(office.press(deal, "add_line", ready(office, deal)))
    text = {f"lines-2-{name}": "" for name in ("account_code", "tax_type", "quantity")}
    create(office, deal, values, **{**text, "lines-2-description": "Thank you for your order."})
    (invoice,) = check(office, "Invoices")
    assert invoice["LineItems"][2] == {"Description": "Thank you for your order."}


@pytest.mark.parametrize("mode", ["Exclusive", "Inclusive", "NoTax"])
def test_each_way_of_reading_prices(office: Office, mode: str) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    create(office, deal, ready(office, deal), line_amount_types=mode)
    (invoice,) = check(office, "Invoices")
    assert invoice["LineAmountTypes"] == mode
    assert any("TaxType" in line for line in invoice["LineItems"]) == (mode != "NoTax")


def test_an_invoice_with_all_its_details(office: Office) -> None:
    deal = office.host.make_deal(tenant=office.tenant, currency="USD")
    theme = list(office.organisation.themes.values())[-1].theme_id
    create(
        office,
        deal,
        ready(office, deal),
        number="OWN-0042",
        reference="PO 7 – “Ostküste”",
        issue_date="2026-11-20",
        due_date="2026-12-20",
        branding_theme_id=theme,
        save_as="SUBMITTED",
    )
    (invoice,) = check(office, "Invoices")
    told = {name: invoice[name] for name in ("InvoiceNumber", "CurrencyCode", "Status", "DueDate")}
    assert told == {
        "InvoiceNumber": "OWN-0042",
        "CurrencyCode": "USD",
        "Status": "SUBMITTED",
        "DueDate": "2026-12-20",
    }


def edit(office: Office, deal: Any, status: str, typed: dict[str, str], **element: Any) -> Any:
    """Somebody's invoice in Xero is edited from the deal; answers what was sent."""
    (document,) = on_deal(office, deal, in_xero(office, status, **element))
    address = url(office, deal, "document_edit", document.pk)
    page = office.admin.get(address)
    values = office.values_after(page)
    office.forget_calls()
    answer = office.admin.post(address, {**values, **typed, "action": "create"})
    assert answer.status_code == 302, text_of(answer)
    (invoice,) = check(office, "Invoices")
    return invoice, document


def test_an_edit_of_every_detail(office: Office) -> None:
    region, team = options_of(office)
    item = office.organisation.items[office.some_item_id()]
    theme = list(office.organisation.themes.values())[-1].theme_id
    line = {"Description": "Oven", "Quantity": 2, "UnitAmount": "1200.1234", "AccountCode": "200"}
    kept = {**line, "ItemCode": item.code, "DiscountRate": "12.5"}
    typed = {
        "reference": "",
        "number": "OWN-0043",
        "currency": "USD",
        "branding_theme_id": theme,
        "due_date": (timezone.localdate() + timedelta(days=60)).isoformat(),
        "save_as": "SUBMITTED",
        "lines-0-discount": "",
        "lines-0-tracking_1": region,
        "lines-0-tracking_2": team,
        "lines-1-account_code": "260",
        "lines-1-discount": "5.05",
        "lines-1-discount_kind": "amount",
        "lines-2-description": "Thank you for your order.",
    }
    lines = [kept, {**kept, "ItemCode": ""}, {"Description": "Thanks"}]
    deal = office.host.make_deal(tenant=office.tenant)
    invoice, document = edit(office, deal, "DRAFT", typed, Reference="PO 7", LineItems=lines)
    held = list(office.organisation.invoices[document.xero_id].lines)
    assert [each.get("LineItemID") for each in invoice["LineItems"]] == [
        each.line_id for each in held
    ]
    assert (invoice["InvoiceID"], invoice["Reference"]) == (document.xero_id, "")
    assert "Url" not in invoice
    assert len(invoice["LineItems"][0]["Tracking"]) == 2
    assert invoice["LineItems"][0]["DiscountRate"] == 0
    assert invoice["LineItems"][2] == {
        "LineItemID": held[2].line_id,
        "Description": "Thank you for your order.",
    }


def test_an_edit_of_an_approved_invoice_sends_its_status_again(office: Office) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    invoice, _document = edit(office, deal, "AUTHORISED", {"reference": "PO 8"})
    assert invoice["Status"] == "AUTHORISED"


def test_a_line_that_loses_its_item_is_a_new_line(office: Office) -> None:
    item = office.organisation.items[office.some_item_id()]
    line = {
        "Description": "Oven",
        "Quantity": 1,
        "UnitAmount": 100,
        "AccountCode": "200",
        "ItemCode": item.code,
    }
    deal = office.host.make_deal(tenant=office.tenant)
    invoice, document = edit(office, deal, "DRAFT", {"lines-0-item_id": ""}, LineItems=[line])
    assert "LineItemID" not in invoice["LineItems"][0]
    assert "ItemCode" not in invoice["LineItems"][0]
    assert office.organisation.invoices[document.xero_id].lines[0].item_code == ""


def test_approving_and_mailing_sends_xeros_own_status(office: Office) -> None:
    office.organisation.daily_email_cap = 10
    deal = office.host.make_deal(tenant=office.tenant)
    values = {**ready(office, deal), "save_as": "EMAILED"}
    office.forget_calls()
    answer = office.press(deal, "create", values, browser=office.admin)
    assert answer.status_code == 302, text_of(answer)
    create_body, mail_body = (body for _endpoint, body in sent(office))
    assert problems("Invoices", create_body) == []
    assert create_body["Invoices"][0]["Status"] == "AUTHORISED"
    assert mail_body == {}
