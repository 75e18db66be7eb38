"""Kills workers with SIGKILL while they send, and counts at Xero that each intent was met once.

``python -m tests.faults.processes --seconds 300 --operations 300 [--backend Celery]`` needs a
PostgreSQL, or for a short look any database, named by DATABASE_URL; it makes one of its own
there, starts a sandbox and ``manage.py xero_worker``, kills one process after the other of the
guard's children, and prints what it found as JSON. Nobody helps: what the deaths break, the
guard and the outbox mend. Celery's broker is the Redis of REDIS_URL.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import IO, Any

import django
import redis
import requests
from cryptography.fernet import Fernet
from django.core.management import call_command

from tests.faults.killed_reader import SITE, sandbox
from tests.faults.processes_database import own_database
from tests.faults.processes_tree import Killer
from tests.gates.measure import ROOT

SETTINGS = "tests.faults.processes_settings"
XERO_TAKES = 0.2
"""Seconds for an answer: about what Xero needs, and long enough to die in."""

PATIENCE = 4
SETTLED_WITHIN = 240
REDIS = "redis://127.0.0.1:6379/9"
GUARD = [sys.executable, "-m", "django", "xero_worker", "--every", "0.5", "--grace", "20"]
CELERY = (
    "-m celery -A tests.faults.processes_celery worker --concurrency 4 --beat --loglevel INFO "
    "--without-gossip --without-mingle"
)
SENTENCES = {"stuck": "wedged", "leader died": "leader died", "Giving up": "gave up"}
"""What the guard says, and what it means."""


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.processes")
    parser.add_argument("--seconds", type=float, default=300, help="during which is killed")
    parser.add_argument(
        "--deaths", type=int, default=0, help="as many at least, if it takes longer"
    )
    parser.add_argument("--operations", type=int, default=300)
    parser.add_argument("--backend", choices=("DjangoQ", "Celery"), default="DjangoQ")
    parser.add_argument(
        "--pause", type=float, default=5, help="longest between two deaths; 0: nobody dies"
    )
    parser.add_argument("--database", help="URL of a ready and empty one, used instead")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--log", type=Path, help="keeps what guard and workers said")
    return parser.parse_args(argv)


def main(chosen: argparse.Namespace) -> dict[str, Any]:
    with (
        own_database(chosen.database) as database,
        sandbox() as url,
        TemporaryDirectory() as folder,
    ):
        os.environ |= {
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PROCESSES_BACKEND": chosen.backend,
            "PROCESSES_BROKER": os.environ.get("REDIS_URL", REDIS),
            "PROCESSES_KEY": Fernet.generate_key().decode(),
            "PROCESSES_PREFIX": f"xero-{uuid.uuid4()}:",
            "PROCESSES_XERO": url,
        }
        django.setup()
        if not chosen.database:
            call_command("migrate", verbosity=0)
        run = Run(chosen, Path(folder))
        requests.post(
            f"{url}/_sandbox/faults", json={"delay": XERO_TAKES, "times": None}, timeout=5
        ).raise_for_status()
        try:
            return run.play(url)
        finally:
            run.close()


class Run:
    """The people who ask, the guard with its workers, and the one who kills."""

    def __init__(self, chosen: argparse.Namespace, folder: Path) -> None:
        self.chosen = chosen
        self.folder = folder
        self.log = chosen.log or folder / "guard.log"
        # Models can be imported only now.
        self.stories: Any = import_module("tests.faults.processes_story")

    def play(self, url: str) -> dict[str, Any]:
        story = self.stories.Story.begin(url, f"{SITE}/callback/")
        with self.log.open("wb") as log, self._guard(log) as guard:
            try:
                killer = Killer(guard.pid, Random(self.chosen.seed))
                self._kill(story, killer, guard)
                settled = self._settle(story)
            finally:
                # It ends its workers, which nobody would do for it.
                guard.terminate()
                code = guard.wait(60)
        said = self.log.read_text(errors="replace")
        told = Counter(
            meaning
            for line in said.splitlines()
            for sentence, meaning in SENTENCES.items()
            if "xero_worker:" in line and sentence in line
        )
        return {
            "backend": self.chosen.backend,
            "seed": self.chosen.seed,
            "killed": dict(killer.deaths),
            "deaths": killer.deaths.total(),
            "restarts": dict(told),
            "settled_after": settled,
            "exit_code": code,
            **story.found(),
        }

    def _guard(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        command = [*GUARD, "--patience", str(PATIENCE)]
        if self.chosen.backend == "Celery":
            beat = self.folder / "beat"
            command += ["--command", f"{sys.executable} {CELERY} --schedule {beat}"]
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)

    def _kill(self, story: Any, killer: Killer, guard: subprocess.Popen[bytes]) -> None:
        """Ask evenly over nine tenths of the time, so that the last are in danger too."""
        rng, began = Random(self.chosen.seed), time.monotonic()
        # Not before the first workers are there.
        next_death = began + rng.uniform(2, 2 + self.chosen.pause)
        while (
            passed := time.monotonic() - began
        ) < self.chosen.seconds or killer.deaths.total() < self.chosen.deaths:
            share = min(passed / (self.chosen.seconds * 0.9), 1)
            while len(story.asked) < share * self.chosen.operations:
                story.ask()
            if guard.poll() is not None:
                raise RuntimeError(f"The guard ended:\n{self.log.read_text()[-2000:]}")
            if self.chosen.pause and time.monotonic() >= next_death:
                struck = killer.strike()
                pause = rng.uniform(0.2, self.chosen.pause) if struck else 0.5
                next_death = time.monotonic() + pause
            time.sleep(0.05)

    def _settle(self, story: Any) -> float:
        """Nobody kills any more, and nobody helps; returns the seconds it took."""
        began = time.monotonic()
        while story.open() and time.monotonic() - began < SETTLED_WITHIN:
            time.sleep(0.2)
        return round(time.monotonic() - began, 1)

    def close(self) -> None:
        self.stories.hang_up()
        if self.chosen.backend == "Celery":
            broker = redis.Redis.from_url(os.environ["PROCESSES_BROKER"])
            for key in broker.scan_iter(f"{os.environ['PROCESSES_PREFIX']}*"):
                broker.delete(key)


if __name__ == "__main__":
    print(json.dumps(main(arguments()), indent=2))
