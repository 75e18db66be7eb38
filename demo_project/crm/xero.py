"""The example to copy: how this CRM shows its deals to the Xero integration."""

from __future__ import annotations

from xero_integration.host import InvoiceSource


class DealSource(InvoiceSource):
    model = "crm.Deal"
    title = "title"
    party = "company|person"
    name = "name|full_name"
    email = "company.email|person.email"
    address = {
        "line1": "street",
        "city": "city",
        "postal_code": "postcode",
        "country": "country",
    }
    tax_number = "vat_number"
    currency = "currency"
    reference = "purchase_order|title"
    tax_inclusive = False
    total = "total"
    lines = "lines"
    line = {
        "description": "label",
        "quantity": "quantity",
        "unit_amount": "unit_price",
        "discount_percent": "discount_percent",
        "discount_amount": "discount_amount",
        "product": "product",
    }
