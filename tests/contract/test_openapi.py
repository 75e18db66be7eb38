"""Every answer of the sandbox fits the schemas that Xero publishes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.openapi import needs_openapi, problems, unknown_fields
from tests.sandbox.accounting_fixtures import Xero, box, line

pytestmark = needs_openapi

LISTS = [
    ("Organisation", "Organisations", "Organisation"),
    ("Organisation/Actions", "Actions", "Action"),
    ("Accounts", "Accounts", "Account"),
    ("TaxRates", "TaxRates", "TaxRate"),
    ("BrandingThemes", "BrandingThemes", "BrandingTheme"),
    ("Currencies", "Currencies", "Currency"),
    ("TrackingCategories", "TrackingCategories", "TrackingCategory"),
    ("Users", "Users", "User"),
    ("Contacts", "Contacts", "Contact"),
    ("Contacts?page=1&includeArchived=true", "Contacts", "Contact"),
    ("Contacts?summaryOnly=true", "Contacts", "Contact"),
    ("Items", "Items", "Item"),
    ("Invoices", "Invoices", "Invoice"),
    ("Invoices?page=1&unitdp=4", "Invoices", "Invoice"),
    ("Invoices?summaryOnly=true", "Invoices", "Invoice"),
    ("CreditNotes?page=1", "CreditNotes", "CreditNote"),
    ("Payments", "Payments", "Payment"),
    ("Payments?page=1", "Payments", "Payment"),
]

# The published option schema lacks the flags that the wire carries.
OPTION_FLAGS = {"HasValidationErrors", "IsDeleted", "IsArchived", "IsActive"}
# Seen on the wire inside short forms.
SHORT_FORMS = {"HasErrors", "HasValidationErrors", "IsDiscounted", "ValidationErrors", "Options"}


def check(answer: dict[str, Any], collection: str, schema: str) -> None:
    rows = answer[collection]
    assert rows, f"the tour found no {collection}"
    found = [problem for row in rows for problem in problems(schema, row)]
    assert not found, found[:5]
    stray = {name for row in rows for name in unknown_fields(schema, row)}
    assert stray <= OPTION_FLAGS | SHORT_FORMS


@pytest.fixture(params=["NZ", "GB", "AU"])
def country(request: pytest.FixtureRequest) -> Xero:
    return Xero(box(), request.param)


@pytest.mark.parametrize(("path", "collection", "schema"), LISTS)
def test_every_list_fits_its_schema(country: Xero, path: str, collection: str, schema: str) -> None:
    check(country.get(path).json(), collection, schema)


def test_single_records_fit_their_schemas(xero: Xero) -> None:
    books = xero.books
    for path, collection, schema in (
        (f"Contacts/{xero.contact_id()}", "Contacts", "Contact"),
        (f"Accounts/{next(iter(books.accounts))}", "Accounts", "Account"),
        (f"Items/{next(iter(books.items))}", "Items", "Item"),
        (f"Payments/{next(iter(books.payments))}", "Payments", "Payment"),
        (f"CreditNotes/{next(iter(books.credit_notes))}", "CreditNotes", "CreditNote"),
        ("TaxRates/OUTPUT2", "TaxRates", "TaxRate"),
    ):
        check(xero.get(path).json(), collection, schema)
    for invoice_id in books.invoices:
        check(xero.get(f"Invoices/{invoice_id}").json(), "Invoices", "Invoice")


def test_answers_to_writes_fit_their_schemas(xero: Xero) -> None:
    lines = [line(Tracking=[{"Name": "Region", "Option": "North"}], DiscountRate=10)]
    body = xero.invoice(Status="AUTHORISED", LineItems=lines)
    made = xero.put("Invoices", {"Invoices": [body]}, summarizeErrors="false").json()
    check(made, "Invoices", "Invoice")
    invoice_id = made["Invoices"][0]["InvoiceID"]
    check(xero.pay(invoice_id, "10").json(), "Payments", "Payment")
    check(
        xero.get(f"Invoices/{invoice_id}/OnlineInvoice").json(), "OnlineInvoices", "OnlineInvoice"
    )
    note = {"HistoryRecords": [{"Details": "Called the customer"}]}
    written = xero.put(f"Invoices/{invoice_id}/History", note).json()
    assert problems("HistoryRecords", written) == []
    read = xero.get(f"Invoices/{invoice_id}/History").json()
    assert problems("HistoryRecords", read) == []
    contact = xero.put("Contacts", {"Contacts": [{"Name": "New Customer"}]}).json()
    check(contact, "Contacts", "Contact")
    item = xero.put("Items", {"Items": [{"Code": "NEW", "SalesDetails": {"UnitPrice": 1.5}}]})
    check(item.json(), "Items", "Item")


def test_attachments_fit_their_schema(xero: Xero) -> None:
    invoice_id = xero.create()["InvoiceID"]
    path = f"Invoices/{invoice_id}/Attachments/plan.txt"
    answer = xero.call("PUT", path, data=b"text", headers={"Content-Type": "text/plain"})
    check(answer.json(), "Attachments", "Attachment")


def test_refusals_fit_the_error_schema(xero: Xero) -> None:
    refused = xero.put("Invoices", {"Invoices": [xero.invoice(LineItems=[])]})
    assert refused.status_code == 400
    assert problems("Error", refused.json()) == []
    unusable = xero.invoice(Contact={"ContactID": xero.books.tenant_id})
    mixed = xero.put("Invoices", {"Invoices": [xero.invoice(), unusable]}, summarizeErrors="false")
    assert [each["StatusAttributeString"] for each in mixed.json()["Invoices"]] == ["OK", "ERROR"]
    assert problems("Invoices", mixed.json()) == []
