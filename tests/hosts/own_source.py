"""The source of the host under test, for a test to narrow; only the settings say which it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from xero_integration.host import InvoiceSource as HostsOwn
else:
    HostsOwn = import_string(settings.XERO_INTEGRATION["SOURCES"]["deal"])

__all__ = ["HostsOwn"]
