"""How the plain host shows its deals to the Xero integration."""

from __future__ import annotations

from xero_integration.host import InvoiceSource


class DealSource(InvoiceSource):
    model = "plain.Deal"
    party = "company|person"
    name = "name|full_name"
    email = "company.email|person.email"
    address = {
        "line1": "address",
        "city": "city",
        "postal_code": "postcode",
        "country": "country",
    }
    tax_number = "vat_number"
    currency = "currency"
    reference = "reference|title"
    lines = "lines"
    line = {
        "description": "description",
        "quantity": "quantity",
        "unit_amount": "price",
        "discount_percent": "discount_percent",
        "discount_amount": "discount_amount",
        "product": "product",
    }
