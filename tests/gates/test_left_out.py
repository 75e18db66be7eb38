"""What a test run leaves out is said at its end, and is a failure when everything is required."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gates.measure import ROOT
from tools.left_out import LIVE
from tools.run_tests import Part, Servers, legs

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


MARKERS = ("live: real", "postgres: one", "server: any", "not_on_mariadb(reason): none")


def run(
    folder: Path, suite: str, *options: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    (folder / "test_suite.py").write_text(suite)
    (folder / "pytest.ini").write_text("\n  ".join(["[pytest]\nmarkers =", *MARKERS]))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tools.left_out"]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("XERO_TEST_")}
    needed = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT), "REQUIRE_ALL": ""}
    return subprocess.run(
        [*command, *options],
        cwd=folder,
        env={**kept, **needed, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "1")], ids=["alone", "in parallel"])
def test_what_was_left_out_is_said_with_its_reason(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    done = run(tmp_path, SUITE, *options)
    assert done.returncode == 0
    assert "Left out: faxes, because there is no fax machine (1)" in done.stdout
    assert f"Left out: {LIVE} (1)" in done.stdout
    assert "Tuesdays" not in done.stdout


def test_what_was_left_out_is_a_failure_when_all_is_required(tmp_path: Path) -> None:
    done = run(tmp_path, SUITE, REQUIRE_ALL="1")
    assert done.returncode == 1
    assert "Required but left out: faxes" in done.stdout
    assert f"Left out: {LIVE}" in done.stdout


def test_live_tests_are_required_of_nobody(tmp_path: Path) -> None:
    done = run(tmp_path, SUITE, "-k", "real or runs", REQUIRE_ALL="1")
    assert done.returncode == 0, done.stdout


EVERYWHERE = Servers("postgres://postgres@127.0.0.1/any", "mysql://root@127.0.0.1/any")


@pytest.mark.parametrize(
    ("servers", "titles"),
    [
        (Servers(), ["SQLite, plain host", "SQLite, uuid host"]),
        (EVERYWHERE, ["SQLite, plain host", "PostgreSQL, uuid host", "MariaDB, plain host"]),
    ],
)
def test_the_suite_meets_each_database_and_each_host_and_gates_once(servers, titles) -> None:
    first, *others = planned = list(legs(servers))
    assert [leg.title for leg in planned] == titles
    assert "gate" not in first.unwanted
    assert all("gate" in leg.unwanted for leg in others)


def test_everything_on_each_database_leaves_no_file_to_another() -> None:
    for leg in legs(EVERYWHERE, everything=True):
        assert leg.left_to_others == []
        assert "browser" not in leg.unwanted


def test_what_a_database_alone_can_change_is_part_of_what_any_change_can_change() -> None:
    files = {file.relative_to(ROOT) for file in (ROOT / "tests").rglob("test_*.py")}
    stored = {file for file in files if Part.STORED.covers(file)}
    changeable = {file for file in files if Part.CHANGEABLE.covers(file)}
    assert stored < changeable < files


def test_servers_are_named_by_their_variables() -> None:
    named = {"DATABASE_URL": EVERYWHERE.postgres, "MYSQL_URL": EVERYWHERE.mysql}
    assert Servers.named_in(named) == EVERYWHERE
    assert Servers.named_in({"DATABASE_URL": EVERYWHERE.mysql, "MYSQL_URL": ""}) == Servers()
    assert len(list(Servers().missing())) == 2
    assert list(EVERYWHERE.missing()) == []


ON_MARIADB = """
import pytest

@pytest.mark.postgres
def test_of_another_database(): pass

@pytest.mark.server
def test_of_any_server(): pass

@pytest.mark.not_on_mariadb("it has no time zones of its own")
def test_that_it_cannot(): pass
"""


def test_what_mariadb_cannot_do_is_said_and_is_no_failure(tmp_path: Path) -> None:
    done = run(tmp_path, ON_MARIADB, REQUIRE_ALL="1", DATABASE_URL=EVERYWHERE.mysql)
    assert done.returncode == 0, done.stdout
    assert "1 passed, 2 skipped" in done.stdout
    assert "Left out: on MariaDB, because it has no time zones of its own (1)" in done.stdout
    done = run(tmp_path, ON_MARIADB, REQUIRE_ALL="1", DATABASE_URL="")
    assert done.returncode == 1, done.stdout
    assert "Required but left out: tests of database servers" in done.stdout
