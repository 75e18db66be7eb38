"""Celery behind the queue's door: what it is handed, what it refuses, and what beat must know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

import celery
import pytest
import time_machine
from celery import signals
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from xero_integration import background, schedules
from xero_integration.background.celery import TASK, Celery
from xero_integration.background.celery_task import run_task
from xero_integration.background.pulse import Pulse
from xero_integration.checks import check_queue
from xero_integration.exceptions import ConfigurationError
from xero_integration.models import Operation

RUN = "xero_integration.outbox.tasks.run"
PATH = "xero_integration.background.Celery"


@pytest.fixture
def app(settings: Any) -> Iterator[celery.Celery]:
    """A host's Celery app; its broker lives in this process."""
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "QUEUE": PATH}
    before = celery.current_app._get_current_object()
    app = celery.Celery("host", broker="memory://")
    app.conf.task_default_queue = f"host-{uuid4()}"
    app.conf.beat_schedule = schedules.celery_beat_schedule()
    app.set_current()
    yield app
    app.close()
    before.set_current()


def messages(app: celery.Celery) -> list[Any]:
    """Take what waits in the queue."""
    taken: list[Any] = []
    with app.connection() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        while True:
            try:
                message = queue.get_nowait()
            except Empty:
                return taken
            message.ack()
            taken.append(message)


def arguments(message: Any) -> list[Any]:
    return message.payload[0]


def eta(message: Any) -> datetime:
    return datetime.fromisoformat(message.headers["eta"])


@pytest.mark.django_db(transaction=True)
def test_a_task_is_handed_over_as_plain_json_of_its_path_and_ids(app) -> None:
    background.enqueue(RUN, "abc", 7)
    (message,) = messages(app)
    assert message.content_type == "application/json"
    assert message.headers["task"] == TASK
    assert arguments(message) == [RUN, ["abc", 7], None]
    assert message.headers["eta"] is None


@pytest.mark.django_db(transaction=True)
def test_a_task_for_later_waits_in_celery(app) -> None:
    background.enqueue(RUN, "abc", delay=timedelta(minutes=3))
    (message,) = messages(app)
    assert timedelta(minutes=2) < eta(message) - timezone.now() <= timedelta(minutes=3)


@pytest.mark.django_db(transaction=True)
def test_a_task_for_much_later_travels_in_hops_that_redis_keeps_single(app) -> None:
    """Redis hands what is unacknowledged for an hour to the next worker, and then to another."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        background.enqueue("xero_integration.sync.tasks.sweep_connection", "0", delay=hours(2))
        hops = 0
        while waiting := messages(app):
            (message,) = waiting
            assert eta(message) - timezone.now() <= timedelta(minutes=10)
            clock.move_to(eta(message))
            with pytest.raises(ValidationError) if hops == 11 else nullcontext():
                run_task(*arguments(message))
            hops += 1
    assert hops == 12


@pytest.mark.parametrize(
    "path",
    [
        "os.system",
        "xero_integration.connections.services.disconnect",
        "xero_integration.outbox.tasks.uuid.uuid4",
        "xero_integration.outbox.tasks.runner",
        "xero_integration.connections.tasks.logger",
        "xero_integration.outbox.tasks._run",
        "xero_integration.sync.tasks.drain_webhooks.__call__",
    ],
)
def test_nothing_but_the_app_s_own_tasks_is_ever_called(app, path) -> None:
    with pytest.raises((ConfigurationError, ImportError)):
        run_task(path, [])
    with pytest.raises((ConfigurationError, ImportError)):
        Celery().enqueue(path, (), None)
    assert messages(app) == []


@pytest.mark.parametrize("entry", schedules.SCHEDULES, ids=lambda entry: entry.name)
def test_every_schedule_is_a_task_that_may_be_called(app, entry) -> None:
    Celery().enqueue(entry.task, (), None)
    assert arguments(messages(app)[0])[0] == entry.task


def test_a_redis_that_is_down_fails_no_request(app, settings, caplog, company) -> None:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "QUEUE": PATH}
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    operation = company.submit(in_background=True)
    assert Operation.objects.get(pk=operation.pk).state == "ready"
    assert "Error calling" in caplog.text


def test_beat_s_schedule_is_looked_at_and_never_written(app, capsys) -> None:
    call_command("xero_schedules")
    assert "xero-outbox: every 1 min" in capsys.readouterr().out
    assert background.scheduled() == {entry.name for entry in schedules.SCHEDULES}
    assert check_queue() == []


def test_a_schedule_that_beat_lacks_is_named_with_the_way_out(app) -> None:
    del app.conf.beat_schedule["xero-polls"]
    with pytest.raises(CommandError, match=r"xero-polls.*celery_beat_schedule"):
        call_command("xero_schedules")
    (found,) = check_queue()
    assert found.id == "xero_integration.W003"
    assert "xero-polls" in found.msg


def test_a_guard_sees_a_task_of_celery_run_and_then_finished(app, tmp_path: Path) -> None:
    Celery().report_to(Pulse(tmp_path))
    guard, seen = Pulse(tmp_path), []

    def look(**_told: Any) -> None:
        seen.append(guard.busy_for())

    signals.task_prerun.connect(look)
    try:
        run_task.apply(("os.system", []))
    finally:
        for signal, name in ((signals.task_prerun, "begun"), (signals.task_postrun, "ended")):
            signal.disconnect(dispatch_uid=f"xero_integration.{name}")
        signals.task_prerun.disconnect(look)
    assert seen[0] > 0
    assert guard.busy_for() == 0.0
    assert guard.last_beat()


def hours(number: int) -> timedelta:
    return timedelta(hours=number)
