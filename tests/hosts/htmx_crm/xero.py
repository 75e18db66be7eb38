"""How the HTMX CRM shows its deals to the Xero integration."""

from xero_integration.host import InvoiceSource


class DealSource(InvoiceSource):
    model = "htmx_crm.Deal"
    party = "client"
    email = "client.email|guest_email"
    reference = "custom.po|number"
    tax_inclusive = "custom.gross"
    lines = "entries"
    line = {"quantity": "qty", "unit_amount": "rate", "product": "service", "currency": "currency"}
