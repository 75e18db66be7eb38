"""The company whose outbox is tried: connected, nothing else done."""

from __future__ import annotations

import pytest
from django.urls import reverse

from xero_integration.testing.world import connect

from .company import TRANSPORT, Company


@pytest.fixture
def company(host, transactional_db, sandbox, queue, sign_in, settings) -> Company:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "TRANSPORT": TRANSPORT}
    tenant = "north" if host.has_tenants else ""
    admin = sign_in("admin", tenant=tenant)
    connected = Company(sandbox, queue, connect(admin, reverse("xero_integration:connect")))
    queue.tasks.clear()
    connected.forget_calls()
    return connected
