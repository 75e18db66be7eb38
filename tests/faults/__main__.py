"""Plays thousands of schedules on all cores and sums them up, or tells the story of one.

``python -m tests.faults`` plays 10,000, ``--schedules N`` as many, and a number as argument
replays the schedule of that seed: ``make faults``, ``make faults SEED=123``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.tally import Tally

SCHEDULES = 10_000
CHUNKS = 80
EXPLORE = (
    "tests/faults/test_explorer.py::test_each_intent_ends_exactly_once_or_is_refused_and_says_so"
)
REPLAY = "tests/faults/test_explorer.py::test_the_seed_that_is_replayed_keeps_every_promise"


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    arguments.add_argument("seed", nargs="?", type=int)
    arguments.add_argument("--schedules", type=int, default=SCHEDULES)
    arguments.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = arguments.parse_args()
    if given.seed is not None:
        return replay(given.seed)
    return explore(given.schedules, given.workers)


def replay(seed: int) -> int:
    return _pytest([REPLAY, "-n", "0", "-rP"], FAULT_SEED=str(seed))


def explore(schedules: int, workers: int) -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        code = _pytest(
            [EXPLORE, "-n", str(workers), "--tb=no"],
            FAULT_SCHEDULES=str(schedules),
            FAULT_CHUNKS=str(CHUNKS),
            FAULT_REPORT=folder,
        )
        whole = Tally.load(sorted(Path(folder).iterdir()))
    print(f"\n{whole.report()} in {time.monotonic() - started:.0f} seconds")
    complete = sum(whole.schedules.values()) == schedules
    return 0 if complete and not whole.violations else code or 1


def _pytest(arguments: list[str], **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
