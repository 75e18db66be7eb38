"""Fifty readers of news, each killed with SIGKILL at a random moment."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.gates.measure import ROOT


@pytest.mark.faults
@pytest.mark.gate
@pytest.mark.timeout(240)
def test_fifty_killed_readers_leave_the_mirror_equal_to_xero(tmp_path):
    command = [sys.executable, "-m", "tests.faults.killed_reader", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    drains, polls = json.loads(done.stdout.splitlines()[-1])
    for found in (drains, polls):
        assert found["killed"] == 25
        assert found["compared"] > 25
        assert found["differences"] == []
        assert found["waiting"] == 0
