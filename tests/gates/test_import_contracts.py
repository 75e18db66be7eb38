"""Each import contract catches the violations it was written for: they are planted in a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gates.measure import ROOT

pytestmark = pytest.mark.gate
LINTER = Path(sys.executable).with_name("lint-imports")

# contract, the module that sins, the module it may not know
VIOLATIONS = [
    ("Rings", "exceptions", "xero_integration.conf"),
    ("Rings", "conf", "xero_integration.signals"),
    ("Rings", "client.retry", "xero_integration.host.records"),
    ("Rings", "connections.models", "xero_integration.outbox.models"),
    ("Rings", "work.models", "xero_integration.reference.models"),
    ("Rings", "mapping.models", "xero_integration.linking.models"),
    ("Rings", "linking.models", "xero_integration.documents.models"),
    ("Rings", "documents.models", "xero_integration.sync.models"),
    ("Rings", "templatetags.xero_integration", "xero_integration.management"),
    ("Rings", "documents.status", "xero_integration.models"),
    ("Rings", "sandbox.clock", "xero_integration.exceptions"),
    ("Inside a feature", "documents.services", "xero_integration.documents.forms"),
    ("Inside a feature", "outbox.tasks", "xero_integration.outbox.views"),
    ("Inside a feature", "connections.views", "xero_integration.connections.urls"),
    ("Models and services", "mapping.services", "xero_integration.mapping.operations"),
    ("Models and services", "linking.models", "xero_integration.linking.views"),
    ("The client", "client.paging", "django"),
    ("Only background", "outbox.runner", "django_q"),
    ("Only background", "sync.planner", "celery"),
    ("Only access", "connections.services", "allauth"),
    ("Only api", "documents.panel", "rest_framework"),
    ("The app never imports the sandbox", "documents.money", "xero_integration.sandbox"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a copy of the app with every violation in it."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(
        ROOT / "xero_integration",
        folder / "xero_integration",
        ignore=shutil.ignore_patterns("templates", "static", "locale", "__pycache__"),
    )
    for _, sinner, victim in VIOLATIONS:
        plant(folder, sinner, f"import {victim}")
        if victim.startswith("xero_integration."):
            plant(folder, victim.removeprefix("xero_integration."), "")
    plant(folder, "unheard_of", "")
    return lint(folder)


def plant(folder: Path, module: str, statement: str) -> None:
    path = folder / "xero_integration" / Path(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    file.parent.mkdir(parents=True, exist_ok=True)
    (file.parent / "__init__.py").touch()
    text = file.read_text() if file.exists() else ""
    file.write_text(f"{text}\n{statement}\n")


def lint(folder: Path) -> str:
    environment = {**os.environ, "COLUMNS": "1000", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [LINTER, "--no-cache", "--no-logo"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


def section(report: str, contract: str) -> str:
    """The part of the report that lists what breaks one contract."""
    _, _, details = report.partition("Broken contracts")
    parts = details.split("\n---")
    found = [after for before, after in zip(parts, parts[1:], strict=False) if contract in before]
    return "".join(found)


@pytest.mark.parametrize(("contract", "sinner", "victim"), VIOLATIONS)
def test_a_planted_violation_is_caught(
    report: str, contract: str, sinner: str, victim: str
) -> None:
    assert f"xero_integration.{sinner} -> {victim} " in section(report, contract)


def test_a_room_that_is_in_no_ring_is_caught(report: str) -> None:
    assert "xero_integration.unheard_of" in section(report, "Rings")
