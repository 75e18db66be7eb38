"""Two administrators connected the same organisation: when one is gone, work goes on unnoticed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from xero_integration.models import Connection, Operation
from xero_integration.outbox import runner
from xero_integration.sandbox.identity.removing import disconnect_app, end_sign_in
from xero_integration.testing import world

from .company import Company

ENDINGS = {"the whole sign-in": end_sign_in, "this organisation": disconnect_app}


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=True) as clock:
        yield clock


@pytest.fixture
def company(clock, company: Company, sign_in) -> Company:
    """A second administrator, another user of Xero, connects it too."""
    admin = sign_in("admin", tenant=company.connection.tenant)
    again = world.connect(admin, reverse("xero_integration:connect"), user=1)
    assert again.pk == company.connection.pk
    company.queue.run_all()
    company.forget_calls()
    return company


def leave(company: Company, ending: str) -> None:
    """Who signed in last takes the app away in Xero."""
    current = Connection.objects.get()
    ENDINGS[ending](
        company.sandbox, current.xero_tenant_id, connection_id=current.xero_connection_id
    )


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("hours", [0, 1])
@pytest.mark.parametrize("interactive", [True, False])
def test_operations_go_on_with_the_other_sign_in_and_nothing_is_doubled(
    company, clock, ending, hours, interactive
):
    operations = [company.submit(str(number)) for number in range(3)]
    leave(company, ending)
    clock.shift(timedelta(hours=hours))
    for operation in operations:
        if interactive:
            runner.run_now(operation)
        else:
            runner.run(operation.pk)
    company.queue.run_all()

    assert set(Operation.objects.values_list("state", flat=True)) == {"done"}
    assert company.invoices() == sorted(str(operation.pk) for operation in operations)
    assert Connection.objects.get().state == "active"
    assert mail.outbox == []


def test_what_was_sent_and_not_answered_is_looked_for_with_the_other_sign_in(company, clock):
    operation = company.submit()
    company.sandbox.faults.add_fault("PUT", "/Invoices", drop="after")
    runner.run(operation.pk)
    leave(company, "the whole sign-in")
    clock.shift(timedelta(hours=1))
    runner.run_due()
    company.queue.run_all(include_delayed=True)
    runner.run_due()

    operation.refresh_from_db()
    assert (operation.state, operation.adopted) == ("done", True)
    assert company.invoices() == [str(operation.pk)]
