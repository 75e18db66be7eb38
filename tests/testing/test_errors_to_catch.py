"""What goes wrong in a host's own code is caught by names that it may import."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.hosts.protocol import Host
from xero_integration import shortcuts
from xero_integration.exceptions import (
    PlanBlocked,
    ReadOnly,
    UnknownSource,
    XeroIntegrationError,
)
from xero_integration.testing import Xero

URL = "https://crm.example/deals/1"


@pytest.fixture
def planned(host: Host, xero: Xero, xero_tenant: str) -> Any:
    def plan(**of: Any) -> tuple[shortcuts.OpenDeal, shortcuts.PlannedInvoice]:
        record = host.make_deal(tenant=xero_tenant, **of)
        deal = shortcuts.trusted_deal(
            host.source_key, record, actor="Nightly job", tenant=xero_tenant
        )
        return deal, shortcuts.plan_invoice(deal, xero.connection, deal_url=URL)

    return plan


def test_a_plan_with_a_problem_is_not_sent(planned: Any, xero: Xero) -> None:
    deal, (draft, plan) = planned(currency="XAU")
    with pytest.raises(PlanBlocked) as raised:
        shortcuts.create_invoice(draft, plan, actor=deal.actor)
    assert isinstance(raised.value, XeroIntegrationError)
    assert raised.value.code == "plan_blocked"
    assert xero.invoices() == []


def test_a_connection_that_may_not_write_says_so(
    planned: Any, xero: Xero, xero_tenant: str, sign_in: Any
) -> None:
    deal, (draft, plan) = planned()
    switch = reverse("xero_integration:writing", args=[xero.connection.pk])
    assert sign_in("admin", tenant=xero_tenant).post(switch, {"on": "0"}).status_code == 302
    connection = shortcuts.current_connection(xero_tenant)
    assert connection is not None
    draft.connection = connection
    with pytest.raises(ReadOnly) as raised:
        shortcuts.create_invoice(draft, plan, actor=deal.actor)
    assert raised.value.code == "read_only"
    with pytest.raises(ReadOnly):
        shortcuts.submit_operation(
            connection, "document.note", subject="x:1", intent="n", body="{}", actor=deal.actor
        )


def test_a_source_that_is_not_in_the_settings_is_named(xero: Xero) -> None:
    with pytest.raises(UnknownSource, match="no_such_source"):
        shortcuts.trusted_deal("no_such_source", None, actor="Nightly job")
