"""How the admin CRM shows its deals to the Xero integration."""

from xero_integration.host import InvoiceSource


class DealSource(InvoiceSource):
    model = "admin_crm.Deal"
    party = "organisation"
    currency = "organisation.currency"
    lines = "position_set"
    line = {"description": "text", "quantity": "qty", "line_total": "sum", "product": "article"}
    charges = {"Freight": "freight"}
