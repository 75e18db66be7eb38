"""``manage.py xero_doctor``: the same as the health page, for people and for monitoring."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.utils import timezone

from tests.sync.books import Books
from tests.sync.outside import outside
from xero_integration.models import Connection, PollState, Proposal
from xero_integration.sync.tasks import sweep_every_connection


class SilentQueue:
    """A host's own, which only does what it must."""

    def enqueue(self, task_path: str, args: tuple[str | int, ...], delay: Any) -> None: ...

    def schedule(self, name: str, task_path: str, minutes: int) -> None: ...


@pytest.fixture
def well(books) -> Books:
    """A site as it should be: schedules set up, everything read and compared."""
    call_command("xero_schedules", verbosity=0)
    books.poll()
    sweep_every_connection()
    books.office.queue.run_all()
    return books


def doctor(*arguments: str) -> tuple[int, str]:
    """Its exit status and what it says."""
    said = io.StringIO()
    try:
        call_command("xero_doctor", *arguments, stdout=said, stderr=said, no_color=True)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def test_all_is_well(well):
    status, said = doctor()
    assert status == 0, said
    assert f"{well.connection.name}: ok" in said
    assert "Last comparison: " in said
    assert "Invoices last read: less than a minute ago" in said
    assert "Webhooks are not set up" in said
    assert "!" not in said


def test_a_warning_is_exit_status_1_with_the_way_out(well):
    PollState.objects.filter(resource="items").update(error_code="unavailable", attempts=1)
    status, said = doctor()
    assert status == 1
    assert "! poll_items: Items could not be read from Xero (unavailable)." in said
    assert "It is tried again by itself" in said


def test_a_failure_is_exit_status_2(well):
    Connection.objects.update(state="needs_sign_in")
    status, said = doctor()
    assert status == 2
    assert f"{well.connection.name}: failing" in said
    assert "! needs_sign_in" in said
    assert "Connect to Xero again" in said


def test_the_same_for_machines(well):
    assert json.loads(doctor("--json")[1])["level"] == "ok"
    Connection.objects.update(state="needs_sign_in")
    status, said = doctor("--json")
    found = json.loads(said)
    assert (status, found["level"], found["app"]["level"]) == (2, "failing", "ok")
    assert found["connections"][0]["reasons"][0]["code"] == "needs_sign_in"
    assert found["site"] == []


def test_a_worker_that_stopped_is_seen(well):
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        status, said = doctor()
    assert status == 2
    assert "! worker" in said
    assert "Start the worker" in said


def test_a_missing_schedule_is_named(well):
    del well.office.queue.schedules["xero-polls"]
    status, said = doctor()
    assert status == 2
    assert "does not know these schedules: xero-polls." in said
    assert "manage.py xero_schedules" in said


def test_the_default_queue_tells_its_schedules(well, settings):
    settings.XERO_INTEGRATION = {
        **settings.XERO_INTEGRATION,
        "QUEUE": "xero_integration.background.DjangoQ",
    }
    assert "! schedules" in doctor()[1]
    call_command("xero_schedules", verbosity=0)
    assert doctor()[0] == 0


def test_a_queue_that_cannot_tell_is_no_fault(well, settings):
    settings.XERO_INTEGRATION = {
        **settings.XERO_INTEGRATION,
        "QUEUE": "tests.sync.test_doctor.SilentQueue",
    }
    assert doctor()[0] == 0


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"CLIENT_ID": ""}, "CLIENT_ID"),
        ({"ENCRYPTION_KEYS": ["nonsense"]}, "not a Fernet key"),
        ({"ENCRYPTION_KEYS": []}, "ENCRYPTION_KEYS"),
        ({"QUEUE": "no.such.Queue"}, "no.such.Queue"),
    ],
)
def test_a_wrong_setting_is_named_and_the_rest_told(well, settings, values, why):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, **values}
    status, said = doctor()
    assert status == 2
    assert "! configuration" in said
    assert why in said
    assert well.connection.name in said


def test_a_lost_encryption_key_is_seen_at_the_connection(well, settings):
    key = Fernet.generate_key().decode()
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "ENCRYPTION_KEYS": [key]}
    status, said = doctor()
    assert status == 2
    assert "! encryption_key" in said


def test_every_tenant_is_looked_at_and_disconnected_ones_are_left_out(well):
    Connection.objects.create(
        name="Elsewhere", xero_tenant_id="1", tenant="other", state="needs_sign_in"
    )
    Connection.objects.create(name="Left", xero_tenant_id="2", tenant="other", state="disconnected")
    status, said = doctor()
    assert status == 2
    assert "Elsewhere: failing" in said
    assert "Left" not in said


def test_without_any_connection_there_is_nothing_to_worry_about(sandbox, db):
    call_command("xero_schedules", verbosity=0)
    status, said = doctor()
    assert status == 0
    assert "No organisation is connected to Xero." in said


def test_as_a_process_it_ends_with_its_status(well, tmp_path):
    Connection.objects.update(state="needs_sign_in")
    with outside(well.office.sandbox, tmp_path) as there:
        there.go_out()
        status, said = there.run("xero_doctor")
    assert status == 2
    assert "Connect to Xero again" in said


def test_open_proposals_of_the_check_up_are_told_with_the_way_to_them(well):
    Proposal.objects.create(
        connection=well.connection, place="theme", verdict="lost", old_id="1", digest="1",
        found_at=timezone.now(),
    )  # fmt: skip
    status, said = doctor()
    assert status == 1
    assert (
        "! proposals: Links or defaults name what Xero archived or deleted; to be decided: 1."
        in said
    )
    assert "Decide on the page Check-up of the connection." in said
