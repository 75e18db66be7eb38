"""The project that the tutorial makes, as the other pages find it, run by this interpreter."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from django.core.management import call_command

from tests.children import LIGHT_PYTEST
from tests.docs.blocks import Block, Kind, blocks
from tests.gates.measure import ROOT


def make_project(folder: Path) -> None:
    """What ``startproject`` and ``startapp`` give, and every file of the tutorial."""
    (folder / "crm").mkdir()
    call_command("startproject", "office", str(folder))
    call_command("startapp", "crm", str(folder / "crm"))
    (folder / "crm" / "tests.py").unlink()
    write(folder, blocks("tutorial.md"))
    run(folder, "manage.py", "makemigrations", "crm")


def write(folder: Path, of_a_page: list[Block]) -> None:
    for block in of_a_page:
        if block.kind in {Kind.FILE, Kind.ADDITION}:
            block.write(folder)


def run(folder: Path, *command: str) -> str:
    """Run something of the project's with the app of this tree; what it says."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    for name in ("DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def check_in(folder: Path, checks: str) -> None:
    """Run checks of ours inside the project; every one of them passes."""
    tests = folder / "crm" / "tests"
    tests.mkdir(exist_ok=True)
    source = Path(__file__).with_name(checks)
    shutil.copy(source, tests / f"test_{checks}")
    (folder / "pytest.ini").write_text(
        "[pytest]\nDJANGO_SETTINGS_MODULE = office.settings\n"
        "addopts = -p xero_integration.testing.plugin\n"
    )
    written = len(re.findall(r"^def test_", source.read_text(), flags=re.M))
    assert f"{written} passed" in pytest_in(folder)


def pytest_in(folder: Path) -> str:
    return run(folder, *LIGHT_PYTEST, "crm")
