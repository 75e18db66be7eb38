"""What the host of the processes sells."""

from __future__ import annotations

from xero_integration.host import InvoiceSource


class Groups(InvoiceSource):
    model = "auth.Group"
