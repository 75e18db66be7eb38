"""What a test run leaves out is said at its end, and is a failure when everything is required."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gates.measure import ROOT
from tools.left_out import LIVE
from tools.run_tests import legs

pytestmark = pytest.mark.gate
SUITE = """
import pytest

def test_that_runs(): pass

def test_that_cannot():
    pytest.skip("left out: faxes, because there is no fax machine")

def test_with_a_reason_of_its_own():
    pytest.skip("only on Tuesdays")

@pytest.mark.live
def test_that_needs_a_real_organisation(): pass
"""


def run(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_suite.py").write_text(SUITE)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = live: real\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tools.left_out", "-p", "no:django"]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("XERO_TEST_")}
    return subprocess.run(
        [*command, *options],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "REQUIRE_ALL": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["alone", "in parallel"])
def test_what_was_left_out_is_said_with_its_reason(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    done = run(tmp_path, *options)
    assert done.returncode == 0
    assert "Left out: faxes, because there is no fax machine (1)" in done.stdout
    assert f"Left out: {LIVE} (1)" in done.stdout
    assert "Tuesdays" not in done.stdout


def test_what_was_left_out_is_a_failure_when_all_is_required(tmp_path: Path) -> None:
    done = run(tmp_path, REQUIRE_ALL="1")
    assert done.returncode == 1
    assert "Required but left out: faxes" in done.stdout
    assert f"Left out: {LIVE}" in done.stdout


def test_live_tests_are_required_of_nobody(tmp_path: Path) -> None:
    done = run(tmp_path, "-k", "real or runs", REQUIRE_ALL="1")
    assert done.returncode == 0, done.stdout


def test_the_suite_meets_each_database_and_each_host_and_gates_once() -> None:
    planned = list(legs("postgres://postgres@127.0.0.1/any"))
    assert [leg.title for leg in planned] == ["SQLite, plain host", "PostgreSQL, uuid host"]
    assert [leg.title for leg in legs("")] == ["SQLite, plain host", "SQLite, uuid host"]
    assert "not gate" not in " ".join(planned[0].command([]))
    assert "not gate" in " ".join(planned[1].command([]))
