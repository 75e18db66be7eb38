"""The Pythons and Djangos of ``nox``: found where they start, else named with the reason."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.gates.measure import ROOT
from tools.floors import floors
from tools.versions import DJANGOS, PYTHONS, interpreter, pairs

pytestmark = pytest.mark.gate


def pretend(folder: Path, version: str, *, says: str | None = None, code: int = 0) -> Path:
    """An executable that answers as a Python of a version would, or as a shim of none."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"python{version}"
    made.write_text(f"#!/bin/sh\necho {says or version}\nexit {code}\n")
    made.chmod(0o755)
    return made


def only(path: Path, pyenv: Path) -> dict[str, str]:
    return {"PATH": str(path), "PYENV_ROOT": str(pyenv)}


def test_what_starts_is_found_on_path_first(tmp_path):
    made = pretend(tmp_path / "bin", "3.12")
    pretend(tmp_path / "pyenv/versions/3.12.1/bin", "3.12")
    assert interpreter("3.12", only(tmp_path / "bin", tmp_path / "pyenv")) == made


@pytest.mark.parametrize("shim", [{"code": 127}, {"says": "3.9"}])
def test_behind_a_shim_of_nothing_the_newest_of_pyenv_is_found(tmp_path, shim):
    pretend(tmp_path / "bin", "3.12", **shim)
    for release in ("3.12.2", "3.12.10", "3.12-dev", "3.13.0"):
        pretend(tmp_path / f"pyenv/versions/{release}/bin", "3.12")
    found = interpreter("3.12", only(tmp_path / "bin", tmp_path / "pyenv"))
    assert found == tmp_path / "pyenv/versions/3.12.10/bin/python3.12"


def test_each_pair_that_is_left_out_says_why(tmp_path, monkeypatch):
    for version in ("3.11", "3.12"):
        pretend(tmp_path / "bin", version)
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    planned = pairs(only(tmp_path / "bin", tmp_path / "pyenv"))
    assert len(planned) == len(PYTHONS) * len(DJANGOS)
    missing = [pair for pair in planned if pair.obstacle]
    absent = "because no python3.13 was found on PATH or by pyenv"
    assert [pair.notice for pair in missing] == [
        "Left out: Python 3.11 with Django 6.0, because Django 6.0 needs Python 3.12 or newer",
        f"Left out: Python 3.13 with Django 5.2, {absent}",
        f"Left out: Python 3.13 with Django 6.0, {absent}",
    ]
    monkeypatch.setenv("REQUIRE_ALL", "1")
    required = [pair for pair in missing if pair.notice.startswith("Required")]
    assert {pair.python for pair in required} == {"3.13"}


def test_the_versions_are_those_the_package_promises() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    promised = " ".join(project["classifiers"])
    assert tuple(re.findall(r"Python :: (3\.\d+)", promised)) == PYTHONS
    assert re.findall(r"Django :: (\d\.\d)", promised) == list(DJANGOS)
    assert project["requires-python"] == f">={PYTHONS[0]}"


def test_nox_offers_each_pair_that_is_here() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nox", "-l"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for pair in pairs():
        listed = f"tests({pair.python}-django{pair.django})" in done.stdout
        assert listed is not bool(pair.obstacle), pair


def test_the_oldest_releases_are_named_of_all_that_comes_with_the_app() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    allowed = {each.name: each for each in map(Requirement, project["dependencies"])}
    oldest = {each.name: each for each in map(Requirement, floors())}
    assert allowed.keys() <= oldest.keys()
    for name, wanted in allowed.items():
        (release,) = oldest[name].specifier
        assert release.operator == "=="
        assert wanted.specifier.contains(release.version)
        assert wanted.extras == oldest[name].extras
