"""Real workers in processes of their own: they send what is asked for, however many are killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tests.gates.measure import ROOT

BACKENDS = ["DjangoQ", pytest.param("Celery", marks=pytest.mark.redis)]


def run(*options: str) -> dict[str, Any]:
    """What ``python -m tests.faults.processes`` found."""
    command = [sys.executable, "-m", "tests.faults.processes", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{\n") :])
    return found


def ready_database() -> str:
    """The URL of the database of this very run, which is ready and empty."""
    named = settings.DATABASES["default"]
    user = f"{named['USER']}:{named['PASSWORD']}".rstrip(":")
    return f"postgres://{user}@{named['HOST']}:{named['PORT'] or 5432}/{named['NAME']}"


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(180)
@pytest.mark.parametrize("backend", BACKENDS)
def test_killed_workers_send_everything_exactly_once_and_need_no_human(
    backend, transactional_db
) -> None:
    connections.close_all()
    options = ("--backend", backend, "--database", ready_database())
    found = run(*options, "--seconds", "3", "--deaths", "3", "--operations", "16", "--pause", "1")
    assert found["deaths"] >= 3
    assert found["operations"] == 16
    assert found["exactly_once"] == found["mirrored"] == 16
    assert found["states"] == {"done": 16}
    assert found["strangers"] == 0
    assert found["exit_code"] == 0


@pytest.mark.redis
@pytest.mark.gate
@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="the same on every database")
def test_a_celery_worker_turns_what_was_asked_for_into_documents() -> None:
    found = run("--backend", "Celery", "--seconds", "1", "--operations", "4", "--pause", "0")
    assert found["deaths"] == 0
    assert found["exactly_once"] == found["mirrored"] == 4
    assert found["attempts"] == {"send": 4}
    assert found["exit_code"] == 0
