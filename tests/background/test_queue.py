"""Tasks reach the queue after commit, delayed ones later, scheduled ones once by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from xero_integration import background
from xero_integration.exceptions import ConfigurationError
from xero_integration.testing.queue import QueuedTask, RecordingQueue

TASK = "tests.background.test_queue.work"
FOLLOW_UP = "tests.background.test_queue.work_twice"

done: list[tuple[Any, ...]] = []


def work(*args: str | int) -> None:
    done.append(args)


def work_twice(number: int) -> None:
    done.append(("first", number))
    background.enqueue(TASK, "second", number)


class BrokenQueue:
    """A queue whose broker is down."""

    asked: ClassVar[list[str]] = []

    def enqueue(self, task_path: str, args: tuple[Any, ...], delay: timedelta | None) -> None:
        self.asked.append(task_path)
        raise ConnectionError("the broker is down")

    def schedule(self, name: str, task_path: str, minutes: int) -> None:
        raise ConnectionError("the broker is down")


@pytest.fixture
def recording(settings: Any) -> Iterator[type[RecordingQueue]]:
    path = "xero_integration.testing.queue.RecordingQueue"
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "QUEUE": path}
    done.clear()
    RecordingQueue.clear()
    yield RecordingQueue
    RecordingQueue.clear()


@pytest.mark.django_db(transaction=True)
def test_a_task_is_queued_after_the_commit(recording: type[RecordingQueue]) -> None:
    with transaction.atomic():
        background.enqueue(TASK, 7)
        assert recording.tasks == []
    assert recording.tasks == [QueuedTask(TASK, (7,))]


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_rolled_back_transaction_is_never_queued(
    recording: type[RecordingQueue],
) -> None:
    with pytest.raises(ValueError, match="undo"), transaction.atomic():
        background.enqueue(TASK, 7)
        raise ValueError("undo")
    assert recording.tasks == []


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_is_down_does_not_fail_what_is_already_saved(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    path = "tests.background.test_queue.BrokenQueue"
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "QUEUE": path}
    with transaction.atomic():
        background.enqueue(TASK, 7)
    assert BrokenQueue.asked == [TASK]
    assert "the broker is down" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_recording_queue_runs_tasks_and_what_they_enqueue(
    recording: type[RecordingQueue],
) -> None:
    background.enqueue(FOLLOW_UP, 1)
    background.enqueue(TASK, "later", delay=timedelta(minutes=5))
    assert recording.run_all() == 2
    assert done == [("first", 1), ("second", 1)]
    assert recording.run_all(include_delayed=True) == 1
    assert done[-1] == ("later",)


@pytest.mark.django_db(transaction=True)
def test_django_q_holds_a_signed_row_of_the_path_and_the_ids() -> None:
    background.enqueue(TASK, "abc", 7)
    row = OrmQ.objects.get()
    assert (row.task["func"], row.task["args"], row.task["kwargs"]) == (TASK, ("abc", 7), {})


@pytest.mark.django_db(transaction=True)
def test_django_q_runs_a_delayed_task_once_at_its_time() -> None:
    background.enqueue(TASK, "abc", 7, delay=timedelta(hours=1))
    schedule = Schedule.objects.get()
    assert (schedule.func, schedule.schedule_type) == (TASK, Schedule.ONCE)
    assert schedule.args == "('abc', 7)"
    assert timedelta(minutes=59) < schedule.next_run - timezone.now() <= timedelta(hours=1)
    assert OrmQ.objects.count() == 0


@pytest.mark.django_db
def test_a_schedule_is_kept_once_by_its_name() -> None:
    background.schedule("xero: sweep", TASK, 5)
    background.schedule("xero: sweep", TASK, 1)
    kept = Schedule.objects.get(name="xero: sweep")
    assert (kept.func, kept.schedule_type, kept.minutes) == (TASK, Schedule.MINUTES, 1)


@pytest.mark.django_db
def test_a_schedule_that_two_machines_wrote_at_once_is_one_again_at_the_next_deployment() -> None:
    for _machine in range(2):
        Schedule.objects.create(name="xero: sweep", func=TASK, schedule_type=Schedule.MINUTES)
    background.schedule("xero: sweep", TASK, 5)
    assert Schedule.objects.get(name="xero: sweep").minutes == 5


def test_a_queue_that_can_not_be_imported_names_the_setting(settings: Any) -> None:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "QUEUE": "nowhere.Queue"}
    with pytest.raises(ConfigurationError, match="QUEUE"):
        background.enqueue(TASK)
