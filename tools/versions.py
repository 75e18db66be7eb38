"""The Pythons and Djangos that the suite runs on: where each is, or why a pair is left out."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tools.required import NOTICES, all_is_required

PYTHONS = ("3.11", "3.12", "3.13")
DJANGOS = {"5.2": "3.10", "6.0": "3.12"}
"""Each Django with the oldest Python that it runs on."""


@dataclass(frozen=True, slots=True)
class Pair:
    """``interpreter`` is None where no such Python was found."""

    python: str
    django: str
    interpreter: Path | None

    @property
    def is_possible(self) -> bool:
        return _number(self.python) >= _number(DJANGOS[self.django])

    @property
    def obstacle(self) -> str:
        if not self.is_possible:
            return f"Django {self.django} needs Python {DJANGOS[self.django]} or newer"
        return "" if self.interpreter else f"no python{self.python} was found on PATH or by pyenv"

    @property
    def notice(self) -> str:
        """What can't be is no failure, also where everything is required."""
        opening = NOTICES[all_is_required() and self.is_possible]
        return f"{opening} Python {self.python} with Django {self.django}, because {self.obstacle}"


def pairs(environment: Mapping[str, str] = os.environ) -> list[Pair]:
    """Every Python with every Django, whether they are here or not."""
    found = {version: interpreter(version, environment) for version in PYTHONS}
    return [Pair(python, django, found[python]) for python, django in product(PYTHONS, DJANGOS)]


def interpreter(version: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """A Python of this version that really starts: a shim of pyenv may stand for nothing."""
    on_path = shutil.which(f"python{version}", path=environment.get("PATH", ""))
    candidates = [Path(on_path)] if on_path else []
    candidates += _of_pyenv(version, environment)
    return next((each for each in candidates if _starts(each, version)), None)


def _of_pyenv(version: str, environment: Mapping[str, str]) -> Iterator[Path]:
    """The newest first."""
    root = environment.get("PYENV_ROOT") or _said_by_pyenv(environment)
    if root:
        folders = (Path(root) / "versions").glob(f"{version}.*")
        plain = [folder for folder in folders if folder.name.replace(".", "").isdigit()]
        for folder in sorted(plain, key=lambda folder: _number(folder.name), reverse=True):
            yield folder / "bin" / f"python{version}"


def _said_by_pyenv(environment: Mapping[str, str]) -> str:
    tool = shutil.which("pyenv", path=environment.get("PATH", ""))
    if tool is None:
        return ""
    done = subprocess.run([tool, "root"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _starts(candidate: Path, version: str) -> bool:
    asked = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([candidate, "-c", asked], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == version


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
