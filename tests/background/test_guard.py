"""The guard and real processes: it starts workers again, ends whole groups, and knows when to."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from threading import Event

import psutil
import pytest

from tests.gates.measure import ROOT
from xero_integration.background import PULSE
from xero_integration.management.guarding.guard import GAVE_UP, Guard, Manners
from xero_integration.management.guarding.patience import Patience
from xero_integration.models import Operation

SILENT = "tests.background.silent_settings"
STARTED = "The workers are started."
ORPHAN = """
import os, signal, sys, time
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(sys.argv[1], "a") as file:
        print(os.getpid(), file=file, flush=True)
    time.sleep(600)
%s
"""
"""A leader with a child that outlives it and does not listen."""


class Heard(logging.Handler):
    """What the guard says; ``then`` is called with each sentence."""

    def __init__(self, then: Callable[[str], None]) -> None:
        super().__init__()
        self.sentences: list[str] = []
        self._then = then

    def emit(self, record: logging.LogRecord) -> None:
        self.sentences.append(record.getMessage())
        self._then(self.sentences[-1])


class Hurried(Event):
    """Waits for nothing, and remembers for how long it was asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        if timeout and timeout >= 1:
            self.pauses.append(timeout)
        return super().wait(0.01)


@pytest.fixture
def hear() -> Iterator[Callable[[Callable[[str], None]], Heard]]:
    logger = logging.getLogger("xero_integration.management.guarding")
    handlers: list[Heard] = []

    def listen(then: Callable[[str], None] = lambda sentence: None) -> Heard:
        handlers.append(Heard(then))
        logger.addHandler(handlers[-1])
        return handlers[-1]

    level = logger.level
    logger.setLevel(logging.INFO)
    yield listen
    logger.setLevel(level)
    for handler in handlers:
        logger.removeHandler(handler)


def manners(patience: float = 600) -> Manners:
    return Manners(patience=patience, every=0.02, grace=5)


def after_starts(number: int, stop: Event) -> Callable[[str], None]:
    """Stop the guard when the workers are started for the nth time."""
    starts: list[str] = []

    def count(sentence: str) -> None:
        starts.extend([sentence] if sentence == STARTED else [])
        if len(starts) == number:
            stop.set()

    return count


def is_alive(pid: str) -> bool:
    return psutil.pid_exists(int(pid)) and psutil.Process(int(pid)).status() != "zombie"


@pytest.mark.django_db
def test_workers_that_die_at_once_are_started_ever_more_slowly_and_given_up(hear) -> None:
    stop, heard = Hurried(), hear()
    assert Guard(["false"], manners(), stop).run() == GAVE_UP
    assert stop.pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert heard.sentences.count(STARTED) == 10
    assert "died (exit code 1)" in heard.sentences[1]
    assert "Giving up" in heard.sentences[-1]


def test_workers_that_finished_something_before_they_died_are_started_again_at_once() -> None:
    """Whoever kills them, they can work: nobody has to look."""
    patience = Patience(300)
    assert [patience.after_death(3.0, had_finished=True) for _ in range(20)] == [0.0] * 20
    assert [patience.after_death(60.0, had_finished=False) for _ in range(20)] == [0.0] * 20
    assert not patience.is_over


@pytest.mark.django_db
def test_a_leader_that_dies_takes_its_orphans_with_it_and_all_start_again(hear, tmp_path) -> None:
    pids, stop = tmp_path / "pids", Hurried()
    # It dies when the child is there, by the signal nobody can catch.
    last_act = "while not os.path.getsize(sys.argv[1]): pass\nos.kill(os.getpid(), 9)"
    pids.touch()
    heard = hear(after_starts(2, stop))
    command = [sys.executable, "-c", ORPHAN % last_act, str(pids)]
    assert Guard(command, manners(), stop).run() == 0
    assert any("died (signal 9)" in sentence for sentence in heard.sentences)
    assert [pid for pid in pids.read_text().split() if is_alive(pid)] == []


def test_stuck_workers_are_ended_with_all_their_children_and_started_again(
    hear, tmp_path, overdue: Operation
) -> None:
    pids, stop = tmp_path / "pids", Event()
    pids.touch()
    heard = hear(after_starts(2, stop))
    command = [sys.executable, "-c", ORPHAN % "time.sleep(600)", str(pids)]
    assert Guard(command, manners(patience=0.5), stop).run() == 0
    assert any("the workers are stuck" in sentence for sentence in heard.sentences)
    assert [pid for pid in pids.read_text().split() if is_alive(pid)] == []


def test_workers_that_finish_tasks_are_left_alone_whatever_is_due(hear, overdue: Operation) -> None:
    """They end by themselves; until then the guard looked many times."""
    beats = (
        "import os, pathlib, time\n"
        f"file = pathlib.Path(os.environ['{PULSE}'], 'finished')\n"
        "for number in range(15):\n"
        "    file.write_text(str(number)); time.sleep(0.1)\n"
    )
    stop = Hurried()
    heard = hear(lambda sentence: stop.set() if "died" in sentence else None)
    assert Guard([sys.executable, "-c", beats], manners(patience=0.5), stop).run() == 0
    assert "died (exit code 0)" in heard.sentences[1]


def test_starting_again_in_vain_makes_the_guard_more_patient() -> None:
    patience = Patience(300)
    asked = []
    for had_finished in (False, False, False, False, False, True):
        asked.append(patience.patience)
        patience.after_wedge(had_finished=had_finished)
    assert asked == [300, 600, 1200, 2400, 2400, 2400]
    assert patience.patience == 300


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_ends_its_workers_when_it_is_told_to_stop(tmp_path, number) -> None:
    pids = tmp_path / "pids"
    worker = tmp_path / "worker.py"
    worker.write_text(ORPHAN % "time.sleep(600)")
    command = [sys.executable, "-m", "django", "xero_worker"]
    with subprocess.Popen(
        [*command, "--command", f"{sys.executable} {worker} {pids}"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    ) as guard:
        while not (pids.exists() and pids.read_text()):
            assert guard.poll() is None, guard.stderr.read()
        guard.send_signal(number)
        said = guard.communicate(timeout=60)[1]
    assert guard.returncode == 0, said
    assert "Told to stop" in said
    assert not is_alive(pids.read_text())


def silent(*options: str) -> subprocess.CompletedProcess[str]:
    """The guard of a host whose queue tells nothing about its workers."""
    return subprocess.run(
        [sys.executable, "-m", "django", "xero_worker", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": SILENT},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_queue_that_can_not_start_workers_is_told_to_the_operator() -> None:
    done = silent()
    assert done.returncode == 1
    assert "name it with --command" in done.stderr


def test_the_operator_is_told_when_only_the_death_of_workers_can_be_noticed() -> None:
    worker = "import os, signal; os.kill(os.getppid(), signal.SIGTERM)"
    done = silent("--command", f"{sys.executable} -c '{worker}'")
    assert done.returncode == 0
    assert "stuck workers will go unnoticed" in done.stderr
