"""How the REST CRM shows its deals to the Xero integration."""

from xero_integration.host import InvoiceSource


class DealSource(InvoiceSource):
    model = "rest_crm.Deal"
    party = "lead"
    currency = "extra.currency"
    total = "amount"

    def actor(self, request):
        return request.caller

    def allows(self, request, action, obj):
        return request.caller.is_boss or action == "view"

    def tenant(self, request, obj):
        return request.caller.workspace_id
