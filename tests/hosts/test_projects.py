"""Three small projects of other people install the app in few lines, and work with it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.children import LIGHT_PYTEST
from tests.gates.measure import ROOT
from tests.hosts import installing
from tests.hosts.installing import AT_MOST, HOSTS, PROJECTS, copy_without, files_of, split, written

pytestmark = [pytest.mark.gate, pytest.mark.timeout(180)]

NEEDED_FOR_US = ("xero", "django_q", "q_cluster", "allauth")
"""Words that a project does not know before it installs the app."""
KINDS = {".py", ".html"}
IMPORTABLE = {"django", "django_htmx", "rest_framework", "xero_integration"}
SOUND = """
import sys
sys.modules["xero_integration"] = None  # not installed here
import django
from django.core.management import call_command
django.setup()
call_command("check", fail_level="WARNING", verbosity=0)
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
"""


def child(project: str, *command: str, folder: Path, **more: str) -> str:
    """Runs Python for a project, by the settings of that project, in a process of its own."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": f"tests.hosts.{project}.settings",
        "CRM_DATABASE": str(folder / f"{project}.sqlite3"),
        "DATABASE_URL": "",
        **more,
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=more.get("PYTHONPATH", ROOT),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(params=PROJECTS)
def project(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_app_is_installed_in_few_lines(project: str) -> None:
    lines = written(project)
    assert 0 < len(lines) <= AT_MOST, "\n".join(line.text for line in lines)
    assert [line for line in lines if len(line.text) > 100 or ";" in line.text] == []


def test_the_other_lines_of_a_project_never_heard_of_the_app(project: str) -> None:
    heard = [
        f"{file.name}: {line}"
        for file in files_of(project)
        for line in split(file).own
        if any(word in line.lower() for word in NEEDED_FOR_US)
    ]
    assert heard == []


def test_a_project_stands_alone_without_the_lines_and_without_the_app(
    project: str, tmp_path: Path
) -> None:
    copy_without(project, tmp_path)
    child(project, "-c", SOUND, folder=tmp_path, PYTHONPATH=str(tmp_path))


def test_no_line_is_kept_elsewhere(project: str) -> None:
    """Neither in a file of another kind, nor in a module that is not the project's own."""
    files = [file for file in (HOSTS / project).rglob("*") if "__pycache__" not in file.parts]
    assert [file for file in files if file.is_file() and file.suffix not in KINDS] == []
    foreign = [
        name
        for file in files_of(project)
        if file.suffix == ".py"
        for name in imported_by(file)
        if name.partition(".")[0] not in IMPORTABLE | set(sys.stdlib_module_names)
        and not name.startswith(f"tests.hosts.{project}")
    ]
    assert foreign == []


def imported_by(file: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.append(str(node.module))
    return names


def test_the_journey_of_a_project_succeeds_in_a_process_of_its_own(
    project: str, tmp_path: Path
) -> None:
    journey = HOSTS.relative_to(ROOT) / project / installing.JOURNEY
    settings = f"--ds=tests.hosts.{project}.settings"
    said = child(project, *LIGHT_PYTEST, settings, str(journey), folder=tmp_path, REQUIRE_ALL="")
    assert " passed" in said
    assert "skipped" not in said


MARKED = '''"""A sentence about the module."""
# xero_integration: begin
from somewhere import (
    something,
)

# a reason
# xero_integration: end
class Shop:
    # xero_integration: begin, instead of: kept = 1
    kept = 2  # two
    # xero_integration: end
    """A sentence about the class."""
'''


def test_a_line_is_counted_when_it_is_more_than_a_comment(tmp_path: Path) -> None:
    file = tmp_path / "shop.py"
    file.write_text(MARKED)
    found = split(file)
    assert [line.number for line in found.because_of_us] == [3, 4, 5, 11]
    assert "    kept = 1" in found.own
    assert not any("something" in line for line in found.own)


@pytest.mark.parametrize("marks", ["begin", "end", "begin\n# xero_integration: begin"])
def test_marks_that_do_not_match_are_a_failure(tmp_path: Path, marks: str) -> None:
    file = tmp_path / "shop.py"
    file.write_text(f"# xero_integration: {marks}\nx = 1\n")
    with pytest.raises(AssertionError):
        split(file)
