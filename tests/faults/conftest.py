"""An explorer over a connected company."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from tests.faults.beginning import MOMENT
from tests.faults.explorer import Explorer
from tests.faults.fate import TRANSPORT
from tests.outbox.company import open_company
from xero_integration.testing import world


@pytest.fixture
def explorer(host, transactional_db, sandbox, queue, sign_in, settings) -> Iterator[Explorer]:
    with time_machine.travel(MOMENT, tick=False):
        company = open_company(host, sandbox, queue, sign_in, settings)
        company.books.daily_email_cap = 1000
        settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "TRANSPORT": TRANSPORT}
        admin = sign_in("admin", tenant=company.connection.tenant)
        connect_url = reverse("xero_integration:connect")
        yield Explorer(company, reconnect=lambda: world.connect(admin, connect_url))
