"""The sync health page in a real browser: readable on a phone and at a desk, for everyone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.looking import WITH_AND_WITHOUT_SCRIPTS, assert_readable
from tests.journeys.office import Office
from xero_integration.connections.models import CallBudget, CallHour
from xero_integration.models import Document, PollState
from xero_integration.sync import tasks
from xero_integration.sync.models import Repair, Sweep

pytestmark = pytest.mark.browser


@pytest.fixture
def busy(office: Office) -> Office:
    """A day of work: calls every hour, some failed, a poll in trouble, a repair."""
    tasks.plan_polls()
    office.queue.run_all()
    tasks.sweep_every_connection()
    office.queue.run_all()
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    for back in range(24):
        rows = [("ok", 20 + back * 7 % 31)] + ([("throttled", 9)] if back % 5 == 1 else [])
        for outcome, calls in rows:
            CallHour.objects.update_or_create(
                connection=office.connection,
                hour=hour - timedelta(hours=back),
                outcome=outcome,
                defaults={"calls": calls, "received": calls * 40_000},
            )
    CallBudget.objects.update(day_left=4321, seen_at=now)
    PollState.objects.filter(resource="payments").update(error_code="scope_missing", attempts=4)
    Repair.objects.create(
        sweep=Sweep.objects.get(),
        document=Document.objects.first(),
        xero_id="1",
        cause="webhook_lost",
        believed={"status": "DRAFT", "amount_due": "1234.00"},
        found={"status": "AUTHORISED", "amount_due": "1234.00"},
        repaired_at=now,
    )
    return office


@WITH_AND_WITHOUT_SCRIPTS
def test_everyone_can_read_it(open_page, busy, scripts):
    path = f"{reverse('xero_integration:sync_health')}?connection={busy.connection.pk}"
    page = open_page(path, role="admin", scripts=scripts)
    for summary in page.locator("details > summary").all():
        summary.click()
    assert_readable(page, "sync-health" if scripts else "sync-health-plain")
