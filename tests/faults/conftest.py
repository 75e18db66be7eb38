"""An explorer over a connected company."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.faults.explorer import Explorer
from tests.faults.fate import TRANSPORT
from tests.outbox.company import open_company
from xero_integration.testing import world


@pytest.fixture
def explorer(host, transactional_db, sandbox, queue, sign_in, settings) -> Explorer:
    company = open_company(host, sandbox, queue, sign_in, settings)
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "TRANSPORT": TRANSPORT}
    admin = sign_in("admin", tenant=company.connection.tenant)
    connect_url = reverse("xero_integration:connect")
    return Explorer(company, reconnect=lambda: world.connect(admin, connect_url))
