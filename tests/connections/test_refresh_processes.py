"""Processes find one token expired at once; the long race is ``make refresh-race``."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.gates.measure import ROOT

pytestmark = [pytest.mark.postgres, pytest.mark.faults, pytest.mark.gate, pytest.mark.timeout(240)]


def test_eight_processes_refresh_once_a_round_and_all_go_on():
    race = ["tests.connections.refresh_race", "--processes", "8", "--rounds", "5"]
    more = ["--lost", "2", "--deaths", "2"]
    command = [sys.executable, "-m", *race, *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["broken"] == []
    assert found["rounds"] == 9
    assert found["refreshes_per_round"] == {"1": 9}
    assert found["outcomes"] == {"proceeded": 72}
