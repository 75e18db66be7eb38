"""Workers leave signs of life for their guard, also when they are killed while they leave them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
from django_q import signals
from django_q.tasks import async_task

from xero_integration.background import DjangoQ
from xero_integration.background.pulse import Pulse

LOOK = "tests.background.test_pulse.look"
SIGNALS = (signals.pre_execute, signals.post_execute_in_worker, signals.post_execute)
NAMES = ("begun", "ended", "finished")

fork = multiprocessing.get_context("fork")
watched: list[Pulse] = []
seen: list[float] = []


def look() -> None:
    """A task that sees what a guard sees while it runs."""
    seen.append(watched[0].busy_for())


@pytest.fixture
def pulse(tmp_path: Path) -> Iterator[Pulse]:
    DjangoQ().report_to(Pulse(tmp_path))
    watched[:], seen[:] = [Pulse(tmp_path)], []
    yield watched[0]
    for signal, name in zip(SIGNALS, NAMES, strict=True):
        signal.disconnect(dispatch_uid=f"xero_integration.{name}")


@pytest.mark.django_db
def test_a_guard_sees_a_task_of_django_q_run_and_then_finished(pulse: Pulse) -> None:
    assert (pulse.busy_for(), pulse.last_beat()) == (0.0, "")
    async_task(LOOK, sync=True)
    assert seen[0] > 0
    first = pulse.last_beat()
    assert first
    assert pulse.busy_for() == 0.0
    async_task(LOOK, sync=True)
    assert pulse.last_beat() != first


@pytest.mark.django_db
def test_a_folder_that_was_tidied_away_harms_no_task(pulse: Pulse, tmp_path: Path) -> None:
    for file in tmp_path.iterdir():
        file.unlink()
    tmp_path.rmdir()
    async_task(LOOK, sync=True)
    assert seen == [0.0]
    assert pulse.last_beat() == ""


def test_a_worker_that_is_killed_at_its_task_is_busy_no_longer(tmp_path: Path) -> None:
    here, there = fork.Pipe()

    def work() -> None:
        pulse = Pulse(tmp_path)
        pulse.begin()
        there.send("begun")
        there.recv()

    worker = fork.Process(target=work)
    worker.start()
    here.recv()
    guard = Pulse(tmp_path)
    assert guard.busy_for() > 0
    worker.kill()
    worker.join()
    assert guard.busy_for() == 0.0


def test_threads_of_one_process_are_busy_until_the_last_of_them_is_done(tmp_path: Path) -> None:
    worker, guard = Pulse(tmp_path), Pulse(tmp_path)
    worker.begin()
    worker.begin()
    worker.end()
    assert guard.busy_for() > 0
    worker.end()
    assert guard.busy_for() == 0.0
