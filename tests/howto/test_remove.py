"""Who takes the app out finds nothing of it in the queue, and everything of its own."""

from __future__ import annotations

from django.core.management import call_command
from django_q.models import Schedule

from .blocks import take


def test_our_schedules_go_and_the_hosts_own_stay(db):
    call_command("xero_schedules")
    Schedule.objects.create(name="mail the reports", func="crm.reports.mail")
    assert Schedule.objects.count() > 1
    exec(take("remove.md", "without_schedules.py"), {})
    assert [each.func for each in Schedule.objects.all()] == ["crm.reports.mail"]
