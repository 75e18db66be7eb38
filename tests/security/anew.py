"""A company opened by itself: what is done to its Xero beforehand must not reach other tests."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.hosts.protocol import Host
from tests.journeys.office import Office, accept_mapping
from xero_integration.sandbox import Sandbox
from xero_integration.testing.queue import RecordingQueue
from xero_integration.testing.world import connect


def open_anew(host: Host, sandbox: Sandbox, queue: type[RecordingQueue], sign_in: Any) -> Office:
    """As ``open_office`` does, but neither from the copy that is kept nor kept for others."""
    tenant = "north" if host.has_tenants else ""
    admin, rep = sign_in("admin", tenant=tenant), sign_in("rep", tenant=tenant)
    connection = connect(admin, reverse("xero_integration:connect"))
    queue.run_all()
    accept_mapping(admin, connection)
    return Office(host, sandbox, queue, admin, rep, connection, tenant)
