"""What the journeys of the three projects share: the app is connected, Xero's lists are copied."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.journeys.office import Office, accept_mapping
from xero_integration.sync.tasks import plan_polls
from xero_integration.testing.world import connect


def open_project(sandbox: Any, queue: Any, boss: Client) -> Office:
    """One person does it all: connects, waits for the lists, accepts the field mapping."""
    made = connect(boss, reverse("xero_integration:connect"))
    queue.run_all()
    accept_mapping(boss, made)
    host: Any = SimpleNamespace(source_key="deal", has_tenants=False)
    return Office(host, sandbox, queue, boss, boss, made)


def worker_polls(office: Office) -> None:
    """A few minutes later the queue's schedule comes round, and the worker asks for news."""
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=True):
        plan_polls()
        office.queue.run_all()


def is_sound() -> None:
    """``manage.py`` has nothing to say against the project; each raises otherwise."""
    call_command("check", fail_level="WARNING", verbosity=0)
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
