"""A company that is set up, and one that has only just connected."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.journeys.office import Office, open_office
from xero_integration.testing.world import connect


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    """Writing is on, as somebody switched it on."""
    return open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def newcomer(host, transactional_db, sandbox, queue, sign_in) -> Office:
    """An administrator came back from Xero; the worker has not begun."""
    tenant = "north" if host.has_tenants else ""
    admin, rep = (sign_in(name, tenant=tenant) for name in ("admin", "rep"))
    connection = connect(admin, reverse("xero_integration:connect"), writing=False)
    return Office(host, sandbox, queue, admin, rep, connection, tenant)
